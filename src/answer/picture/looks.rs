//! Questions about how a chart looks, which its table does not hold.

use std::sync::LazyLock;

use regex::Regex;

/// What of a chart's looks a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// `the red line`, `which colour`.
    Colour,
    /// `the leftmost bar`, `at the bottom`.
    Position,
    /// `the dashed line`, `the triangles`, `how thick`.
    Shape,
    /// `the trend`, `where the lines cross`.
    Trend,
}

impl Aspect {
    /// As the end of `the question is about`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Colour => "a colour",
            Self::Position => "a position",
            Self::Shape => "a shape",
            Self::Trend => "a trend",
        }
    }
}

/// What gives each aspect away. Words that mean something else in questions about numbers are
/// left out: `top three`, `lower than`, `over`, `between`, `increase from 2010 to 2012`.
const WORDS: [(Aspect, &str); 4] = [
    (
        Aspect::Colour,
        r"colou?r(?:s|ed)?|shades?|shaded|red|blue|green|yellow|orange|purple|violet|pink|magenta|cyan|turquoise|teal|brown|beige|gr[ae]y|black|navy|maroon|olive|crimson|lavender|(?:light|dark)[ -](?:blue|green|red|gr[ae]y|brown|orange|purple)|darker|lighter|darkest|lightest",
    ),
    (
        Aspect::Position,
        r"left|leftmost|right-?most|(?:from|on|at|to) (?:the )?right|rightmost|topmost|bottom-?most|uppermost|lowermost|(?:at|from|in|on) the (?:very )?(?:top|bottom)|bottom (?:bar|line|row|segment|part)|(?:top|upper|lower) (?:bar|line|curve|segment|part|half|left|right)|in the (?:middle|cent(?:er|re)|corner)|middle (?:bar|line|segment)|next to|adjacent|clockwise|stacked (?:on|above|below)",
    ),
    (
        Aspect::Shape,
        r"dashed|dotted|dash-?dot|solid (?:line|curve)|hatch(?:ed|ing)?|strip(?:ed|es)|pattern(?:ed|s)?|thick(?:er|est)?|thin(?:ner|nest)?|markers?|circles?|triangles?|squares?|diamonds?|crosses|asterisks?|stars|curved?|bold|shapes?|slices? (?:is|are) (?:pulled|exploded)",
    ),
    (
        Aspect::Trend,
        r"trends?|trending|trendline|fluctuat\w*|steadily|steep(?:er|est)?|slopes?|flat(?:ten\w*)?|plateau\w*|converge\w*|diverge\w*|intersect\w*|cross(?:es|ed|ing)?(?: over| each other| paths)?|overlap\w*|peaks|dips?|monotonic\w*|zig-?zag|overall (?:direction|pattern|shape)|(?:going|go|goes|went) (?:up|down)",
    ),
];

#[allow(clippy::unwrap_used)] // constant patterns, compiled by the tests
static PATTERNS: LazyLock<[(Aspect, Regex); 4]> = LazyLock::new(|| {
    WORDS.map(|(aspect, words)| (aspect, Regex::new(&format!(r"(?i)\b(?:{words})\b")).unwrap()))
});

/// What of the chart's looks a question is about, if anything.
pub fn aspect(question: &str) -> Option<Aspect> {
    PATTERNS.iter().find(|(_, pattern)| pattern.is_match(question)).map(|(aspect, _)| *aspect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_told_by_their_words() {
        for (question, expected) in [
            ("What does the red line represent?", Aspect::Colour),
            ("Which colour has the largest slice?", Aspect::Colour),
            ("What is the value of the dark-blue bar in 2011?", Aspect::Colour),
            ("How tall is the leftmost bar?", Aspect::Position),
            ("Which country is at the bottom of the chart?", Aspect::Position),
            ("What is the value of the second bar from the right?", Aspect::Position),
            ("Which line is dashed?", Aspect::Shape),
            ("What do the triangles stand for?", Aspect::Shape),
            ("What is the overall trend of exports?", Aspect::Trend),
            ("In which year do the two lines cross?", Aspect::Trend),
            ("Which line has the steepest slope?", Aspect::Trend),
        ] {
            assert_eq!(aspect(question), Some(expected), "{question}");
        }
    }

    #[test]
    fn questions_about_numbers_are_not_about_looks() {
        for question in [
            "What is the top value?",
            "Which are the top three countries?",
            "How many countries are below 50?",
            "What is the increase from 2010 to 2012?",
            "Which region has the lowest share?",
            "Is Italy lower than Spain?",
            "What is the ratio between A and B?",
            "Do more men than women have the right to vote?",
            "How many hundred thousand were sold in Greenland?",
        ] {
            assert_eq!(aspect(question), None, "{question}");
        }
    }
}
