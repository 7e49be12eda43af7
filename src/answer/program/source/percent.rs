//! `%` formats as templates of `str.format`.

use std::fmt::Write as _;

/// The template as a Python literal; `None` for what has no equal there.
pub(super) fn template(text: &str) -> Option<String> {
    let mut template = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '%' => {
                let mut spec = String::new();
                while let Some(c) = rest.next_if(|c| matches!(c, '0'..='9' | '.' | '+' | ',')) {
                    spec.push(c);
                }
                // Writing to a string cannot fail.
                match rest.next()? {
                    '%' if spec.is_empty() => template.push('%'),
                    's' if spec.is_empty() => template.push_str("{}"),
                    kind @ ('f' | 'g' | 'e') => {
                        let _ = write!(template, "{{:{spec}{kind}}}");
                    }
                    // Python cuts the decimals of a number off; `f` rounds them.
                    'd' | 'i' if !spec.contains('.') => {
                        let _ = write!(template, "{{:{spec}.0f}}");
                    }
                    _ => return None,
                }
            }
            '{' => template.push_str("{{"),
            '}' => template.push_str("}}"),
            '"' => template.push_str("\\\""),
            '\\' => template.push_str("\\\\"),
            '\n' => template.push_str("\\n"),
            c => template.push(c),
        }
    }
    template.push('"');
    Some(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (percent, format) in [
            ("%s is %.2f%%", r#""{} is {:.2f}%""#),
            ("{%d}", r#""{{{:.0f}}}""#),
            ("say \"%5.1f\"\n", r#""say \"{:5.1f}\"\n""#),
        ] {
            assert_eq!(template(percent).as_deref(), Some(format));
        }
        for other in ["%(name)s", "%-5s", "%x", "100%"] {
            assert_eq!(template(other), None, "{other}");
        }
    }
}
