//! Questions as people ask them, to the rules answerer, about tables of our own.

#![allow(clippy::unwrap_used)]

use chartqa::answer::{Answer, AnswerError, AnswererKind, Status, rules};
use chartqa::table::parse::linearised;
use chartqa::{ErrorKind, Table};

/// What the notebook that this project starts from got for `ChartQA` validation image 5090.
const IMAGE_5090: &str = "Entity | Individuals responsibility | Government's responsibility <0x0A> MEDIAN | 39.0 | 55.0 <0x0A> Germany | nan | 35.0 <0x0A> UK | 45.0 | 49.0 <0x0A> Sweden | 37.0 | 53.0 <0x0A> Denmark | 42.0 | 54.0 <0x0A> France | 38.0 | 55.0 <0x0A> Netherla nns | 40.0 | 58.0 <0x0A> Spain | 29.0 | 63.0 <0x0A> Italy | 22.0 | 74.0";

const BEVERAGES: &str = "Beverage,Share of respondents\nCoffee,41%\nTea,27.5%\nFruit juice,15%\nWater,9%\nSoft drinks,6%\nOther,1.5%\n";

const TRADE: &str = "Year,Exports,Imports\n2014,410,395\n2015,398,401\n2016,405,405\n2017,452,431\n2018,487,466\n2019,470,478\n2020,391,402\n";

const RATES: &str = "Country,2016,2018,2020\nNorway,71.2,73.9,75.1\nPortugal,58.4,61.0,nan\nGreece,49.9,52.3,50.7\nSouth Korea,66.0,66.6,65.9\n";

const AGES: &str = "Age group,Men,Women\n18-29 years,34%,41%\n30-49 years,29%,33%\n50-64 years,22%,22%\n65 years and over,11%,14%\n";

const MONTHS: &str = "Month,Rainfall in mm\nJan,48\nFeb,39\nMar,45.5\nApr,51\nMay,62\nJun,77\n";

const MONEY: &str =
    "Company,Revenue\nAcme,$1.2M\nBolt & Sons,$900k\nCargo Lines,$2.5M\nDelta,$0.4M\n";

const TONNES: &str = "Crop,Harvest\nWheat,120 t\nBarley,80.5 t\nOats,33 t\nTotal,233.5 t\n";

const SEASONS: &str =
    "Season,Number of visitors\n2016/17*,81340\n2017/18,84205\n2018/19,90112\n2019/20,60007\n";

const SURVEY: &str = "Answer,Share\n\"Yes, I have changed my travel plans\",38%\n\"No, but I am thinking about it\",24%\n\"No, and I do not intend to\",31%\nDon't know,7%\n";

const THOUSANDS: &str = "Brand,Sales in thousand euros\nAlba,262507\nBoreal,35920\nCirrus,26144\n";

fn table(text: &str) -> Table {
    if text.contains("<0x0A>") {
        linearised(text).table
    } else {
        Table::from_csv(text.as_bytes(), "table.csv").unwrap()
    }
}

fn ask(text: &str, question: &str) -> Answer {
    rules::answer(&table(text), question).unwrap()
}

/// Each question with its answer; `-` for those that must not be answered.
fn check(text: &str, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (question, expected) in cases {
        let answer = ask(text, question);
        let said = answer.answer.as_deref().unwrap_or("-");
        if said != *expected {
            wrong.push(format!(
                "{question}\n  wanted {expected}, got {said}: {:?} {:?}",
                answer.reason, answer.program
            ));
        }
        let refused = answer.status == Status::NotAnswerable;
        assert_eq!(refused, answer.answer.is_none());
        assert_eq!(refused, answer.hint().is_some());
        assert!(!refused || answer.reason.is_some_and(|reason| !reason.is_empty()), "{question}");
        assert_eq!(refused, answer.program.is_none(), "{question}");
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_notebooks_table() {
    check(
        IMAGE_5090,
        &[
            ("What is the value of Government's responsibility for Italy?", "74.0"),
            ("Which country has the highest government's responsibility?", "Italy"),
            ("Which country has the lowest Individuals responsibility?", "Italy"),
            ("Which country has the second highest government's responsibility?", "Spain"),
            (
                "What is the difference between Italy and Spain in Government's responsibility?",
                "11",
            ),
            ("What is the sum of individuals responsibility for Spain and Italy?", "51"),
            (
                "What is the average government's responsibility of Sweden, Denmark and France?",
                "54",
            ),
            ("How many countries have a government's responsibility above 54?", "4"),
            ("Is government's responsibility higher in Sweden than in Denmark?", "No"),
            ("Is the individual responsibility of the UK greater than that of Spain?", "Yes"),
            ("What is the government's responsibility in the Netherlands?", "58.0"),
            ("What is the individuals responsibility in Germany?", "-"),
            ("What is the median of government's responsibility?", "55.0"),
            (
                "Which country has the biggest difference between individuals and government's responsibility?",
                "Italy",
            ),
            (
                "What is the ratio of government's responsibility to individuals responsibility in Sweden?",
                "1.43",
            ),
            ("What is the value for Italy?", "-"),
            ("What is the government's responsibility in Poland?", "-"),
            ("Which country has government's responsibility of 63?", "Spain"),
            ("How many countries are shown?", "8"),
        ],
    );
}

#[test]
fn one_column() {
    check(
        BEVERAGES,
        &[
            ("What share of respondents drink tea?", "27.5"),
            ("What percentage of people prefer fruit juices?", "15"),
            ("What is the percentage of cofee?", "41"),
            ("What is the most popular beverage?", "Coffee"),
            ("What's the least popular drink?", "Other"),
            ("What's the highest value?", "41"),
            ("What is the lowest percentage in the chart?", "1.5"),
            ("Which beverage is the third most popular?", "Fruit juice"),
            ("What are the top two beverages?", "Coffee, Tea"),
            ("Which are the two smallest categories?", "Other, Soft drinks"),
            ("What is the sum of the two largest segments?", "68.5"),
            ("What is the average of the three highest values?", "27.83"),
            ("What is the difference between coffee and tea?", "13.5"),
            ("What is the difference between the highest and the lowest value?", "39.5"),
            ("What is the difference between the largest and second largest share?", "13.5"),
            ("What is the average of the highest and the lowest value?", "21.25"),
            ("How much higher is tea than water?", "18.5"),
            ("How many times bigger is fruit juice than soft drinks?", "2.5"),
            ("What is the ratio of water to soft drinks?", "1.5"),
            ("What is the total of coffee, tea and water?", "77.5"),
            ("Add the values of water and soft drinks.", "15"),
            ("Find the median of all shares.", "12"),
            ("What is the average share?", "16.67"),
            ("How many beverages are there in the chart?", "6"),
            ("How many bars are shown?", "6"),
            ("How many beverages have a share above 10%?", "3"),
            ("How many categories are between 5 and 20?", "3"),
            ("How many beverages are below the average?", "4"),
            ("Which beverages are above 20%?", "Coffee, Tea"),
            ("Which beverage has 9%?", "Water"),
            ("Which category has a value of 15?", "Fruit juice"),
            ("Which drinks have a higher share than fruit juice?", "Coffee, Tea"),
            ("How many drinks have a lower share than tea?", "4"),
            ("Which is higher, tea or water?", "Tea"),
            ("Is coffee more popular than tea?", "Yes"),
            ("Is tea or water more popular?", "Tea"),
            ("Is the share of water less than 5%?", "No"),
            ("Is coffee the most popular beverage?", "Yes"),
            ("Does tea have the highest share?", "No"),
            ("Is the sum of tea and fruit juice greater than coffee?", "Yes"),
            ("Is coffee more than twice tea?", "No"),
            ("Is fruit juice two and a half times soft drinks?", "-"),
            // What the table does not hold, or the rules do not understand.
            ("What is the share of beer?", "-"),
            ("What is the sum of tea, beer and water?", "-"),
            ("What is the difference between Coffee and Beer?", "-"),
            ("What color is the coffee bar?", "-"),
            ("Which segment is red?", "-"),
            ("Which beverage is on the left?", "-"),
            ("Why is coffee so popular?", "-"),
            ("What will be the share of tea next year?", "-"),
            ("Which beverage has 12%?", "-"),
            ("How many beverages do not exceed 10%?", "3"),
            ("What is the share of all drinks except coffee?", "59"),
            ("Tell me about the chart", "-"),
            ("How much did coffee increase?", "-"),
        ],
    );
}

#[test]
fn years_and_two_series() {
    check(
        TRADE,
        &[
            ("What were the exports in 2017?", "452"),
            ("How much was imported in 2015?", "401"),
            ("In which year were exports highest?", "2018"),
            ("When did imports reach their lowest?", "2014"),
            ("What was the highest value of imports?", "478"),
            ("What is the maximum of exports?", "487"),
            ("What is the difference between exports and imports in 2018?", "21"),
            ("What is the difference in exports between 2014 and 2020?", "19"),
            ("How much did exports increase from 2016 to 2018?", "82"),
            ("By what percentage did exports grow between 2014 and 2018?", "18.78"),
            ("What is the average of imports from 2014 to 2016?", "400.33"),
            ("What is the average of exports in the last 3 years?", "449.33"),
            ("What is the sum of exports in 2014 and 2015?", "808"),
            ("What is the total of exports and imports in 2014?", "805"),
            ("What is the sum of all imports?", "2978"),
            ("In how many years were exports higher than imports?", "3"),
            ("In which years were imports higher than exports?", "2015, 2019, 2020"),
            ("In which year were exports and imports equal?", "2016"),
            ("In what year was the gap between exports and imports the largest?", "2017, 2018"),
            ("Which year had the largest increase in exports?", "2017"),
            ("Which year saw the sharpest drop in imports?", "2020"),
            ("Which was higher in 2019, exports or imports?", "Imports"),
            ("Were exports higher than imports in 2014?", "Yes"),
            ("Did exports increase from 2018 to 2019?", "No"),
            ("Did imports fall between 2019 and 2020?", "Yes"),
            ("How many years are shown in the chart?", "7"),
            ("How many lines are there?", "2"),
            ("In how many years did exports exceed 450?", "3"),
            ("Since 2017, in which year were exports lowest?", "2020"),
            ("Which year had the highest total of exports and imports?", "2018"),
            ("What was the second lowest value of exports?", "398"),
            ("Was the value of exports in 2015 above 400?", "No"),
            ("What were the exports in 2013?", "-"),
            ("What was the value in 2017?", "-"),
            ("What were the exports?", "-"),
            ("What were exports between 2014 and 2016?", "-"),
            ("How much did exports grow in 2018?", "-"),
            ("Which year was best?", "-"),
        ],
    );
}

#[test]
fn years_in_the_header() {
    check(
        RATES,
        &[
            ("What was the rate in Norway in 2018?", "73.9"),
            ("Which country had the highest rate in 2020?", "Norway"),
            ("Which country had the lowest rate in 2016?", "Greece"),
            ("In which year did Greece have its highest rate?", "2018"),
            ("What is the average rate of South Korea?", "66.17"),
            ("What was the value for Portugal in 2020?", "-"),
            ("By how much did Norway change from 2016 to 2020?", "3.9"),
            ("How many countries had a rate above 60 in 2018?", "3"),
            ("Is Norway higher than Greece in 2016?", "Yes"),
            ("What is the difference between Norway and Portugal in 2018?", "12.9"),
            ("Which line is the highest in 2020?", "Norway"),
            ("How many lines are there?", "4"),
            ("What was the rate of South Corea in 2016?", "66.0"),
            ("What was the rate in Korea in 2016?", "66.0"),
            ("What was the rate in Norway in 2019?", "-"),
            ("What was the difference between 2016 in Norway and 2018 in Greece?", "18.9"),
        ],
    );
}

#[test]
fn ages_and_sexes() {
    check(
        AGES,
        &[
            ("What percentage of men aged 30-49 agree?", "29"),
            ("What percentage of females between 18 and 29 years agree?", "41"),
            ("Which age group has the highest share of women?", "18-29 years"),
            ("What is the lowest percentage of men?", "11"),
            ("In which age group is the share of men and women equal?", "50-64 years"),
            ("Which age group has the smallest gender gap?", "50-64 years"),
            ("Which gender has a higher share in the age group 18-29?", "Women"),
            ("What is the difference between men and women aged 30-49?", "4%"),
            ("What share of women are 65 and over?", "14"),
            ("How many age groups are there?", "4"),
            ("In how many age groups is the share of women above 30%?", "2"),
            ("What is the sum of men and women in the age group 50-64?", "44%"),
            ("What percentage of men aged 20-25 agree?", "-"),
            ("What percentage of boys over 18 agree?", "-"),
        ],
    );
}

#[test]
fn months_and_units() {
    check(
        MONTHS,
        &[
            ("What was the rainfall in March?", "45.5"),
            ("Which month had the most rainfall?", "Jun"),
            ("What is the total rainfall of January and February?", "87"),
            ("How much more rain fell in June than in May?", "15"),
            ("What is the average rainfall?", "53.75"),
            ("How many months had at least 51 mm?", "3"),
            ("How many months are shown?", "6"),
            ("Was the rainfall in May above 60?", "Yes"),
            ("What was the rainfall in December?", "-"),
        ],
    );
    check(
        MONEY,
        &[
            ("What is the revenue of Acme?", "$1.2M"),
            ("What is the revenue of Bolt and Sons?", "$900k"),
            ("Which company has the lowest revenue?", "Delta"),
            ("What is the sum of the revenue of Acme and Cargo Lines?", "$3.7M"),
            ("Which companies have a revenue of more than 1 million?", "Acme, Cargo Lines"),
            ("What is the difference between Acme and Bolt & Sons?", "$300000"),
            ("How many times higher is the revenue of Cargo Lines than that of Delta?", "6.25"),
        ],
    );
    check(
        TONNES,
        &[
            ("What is the harvest of barley?", "80.5 t"),
            ("What is the total harvest?", "233.5 t"),
            ("Which crop has the highest harvest?", "Wheat"),
            ("What is the sum of wheat and oats?", "153 t"),
            ("What is the average harvest?", "77.83 t"),
            ("How many crops are there?", "3"),
        ],
    );
}

#[test]
fn seasons_answers_and_scales() {
    check(
        SEASONS,
        &[
            ("How many visitors were there in 2016/17?", "81340"),
            ("How many visitors came in the 2018/19 season?", "90112"),
            ("In which season were there the fewest visitors?", "2019/20"),
            ("How many seasons had more than 82,000 visitors?", "2"),
            ("How many visitors were there in 2012/13?", "-"),
        ],
    );
    check(
        SURVEY,
        &[
            ("What percentage of people do not know?", "7"),
            ("What share said \"Don't know\"?", "7"),
            ("What share of respondents have changed their travel plans?", "38"),
            ("What percentage are thinking about it?", "24"),
            ("What share of people do not intend to do so?", "31"),
        ],
    );
    check(
        THOUSANDS,
        &[
            ("Which brand had sales worth 263 million euros?", "Alba"),
            ("What were the sales of Boreal?", "35920"),
            ("Which brands sold for more than 30 million euros?", "Alba, Boreal"),
        ],
    );
}

#[test]
fn an_answer_shows_its_cells_and_its_arithmetic() {
    let answer = ask(
        IMAGE_5090,
        "What is the difference between Italy and Spain in Government's responsibility?",
    );
    let cells: Vec<_> =
        answer.evidence.iter().map(|e| (e.row, e.column, e.text.as_str())).collect();
    assert_eq!(cells, [(8, 2, "74.0"), (7, 2, "63.0")]);
    assert_eq!(answer.evidence[0].row_label, "Italy");
    assert_eq!(answer.evidence[0].column_label, "Government's responsibility");
    assert_eq!(
        answer.program.as_deref(),
        Some(
            "ans = abs(table[\"Italy\"][\"Government's responsibility\"] - table[\"Spain\"][\"Government's responsibility\"])"
        )
    );
    assert_eq!(answer.answerer.kind, AnswererKind::Rules);

    let answer = ask(TRADE, "In which year were exports highest?");
    assert_eq!(answer.evidence[0].text, "487");
    assert_eq!(answer.evidence.len(), 7, "all cells that were compared");
    assert!(answer.program.unwrap().starts_with("values = columns[\"Exports\"]\nbest = max("));
}

#[test]
fn percent_signs_stand_where_nothing_else_says_it() {
    let shares = "Answer,Men,Women\nYes,26%,31%\nNo,40%,35%\n";
    check(
        shares,
        &[
            ("What is the difference between yes and no for men?", "14%"),
            ("What is the value of yes for women?", "31%"),
            ("What percentage of women said yes?", "31"),
            ("What is the highest share of men?", "40"),
        ],
    );
    // Numbers without a sign get none, whatever the header says.
    let bare = "Answer,Share in percent\nYes,26\nNo,40.5\n";
    check(
        bare,
        &[("What is the share of no?", "40.5"), ("What is the sum of yes and no?", "66.5")],
    );
}

#[test]
fn what_is_counted_are_the_cells_or_the_labels() {
    let count = |question: &str| -> (String, Vec<usize>) {
        let answer = ask(MONTHS, question);
        (answer.answer.unwrap(), answer.evidence.iter().map(|e| e.column).collect())
    };
    assert_eq!(count("How many bars are shown?"), ("6".to_owned(), vec![1; 6]));
    assert_eq!(count("How many months are shown?"), ("6".to_owned(), vec![0; 6]));
}

#[test]
fn the_program_alone_gives_the_answer() {
    use chartqa::answer::program::{self, Limits};
    for (text, question) in [
        (TRADE, "What is the difference in exports between 2014 and 2020?"),
        (TRADE, "In which years were imports higher than exports?"),
        (RATES, "Which country had the second highest rate in 2016?"),
        (BEVERAGES, "How many beverages are below the average?"),
    ] {
        let answer = ask(text, question);
        let run = program::run(&answer.program.unwrap(), &table(text), &Limits::default()).unwrap();
        assert_eq!(Some(run.answer()), answer.answer, "{question}");
        let mut cells: Vec<_> = answer.evidence.iter().map(|e| (e.row, e.column)).collect();
        let mut used = run.cells;
        cells.sort_unstable();
        used.sort_unstable();
        assert_eq!(cells, used, "{question}");
    }
}

#[test]
fn a_name_that_was_taken_for_another_is_told() {
    let answer = ask(IMAGE_5090, "What is the government's responsibility in the Netherlands?");
    assert_eq!(answer.reason.as_deref(), Some("took `Netherlands` for `Netherla nns`"));
    assert_eq!(ask(IMAGE_5090, "What is the government's responsibility in Italy?").reason, None);
}

#[test]
fn confidence_is_that_of_the_worst_cell_used() {
    let mut table = table(BEVERAGES);
    let confidence = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
    table.cell_confidence = Some(confidence.iter().map(|c| vec![0.99, *c]).collect());
    let sum = rules::answer(&table, "What is the sum of coffee and fruit juice?").unwrap();
    assert_eq!(sum.confidence, Some(0.7));
    let highest = rules::answer(&table, "Which beverage has the highest share?").unwrap();
    assert_eq!(highest.confidence, Some(0.4), "every cell was compared");
    let none = rules::answer(&table, "What is the share of beer?").unwrap();
    assert_eq!(none.confidence, None);
}

#[test]
fn places_in_the_picture_go_into_the_evidence() {
    let mut table = table(MONTHS);
    let place = |row: usize| vec![None, Some([row as f32, 1.0, 2.0, 3.0])];
    table.cell_boxes = Some((0..6).map(place).collect());
    let answer = rules::answer(&table, "What was the rainfall in March?").unwrap();
    assert_eq!(answer.evidence[0].bounds, Some([2.0, 1.0, 2.0, 3.0]));
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["evidence"][0]["box"][0], 2.0);
}

#[test]
fn the_json_is_as_the_contract_has_it() {
    let answer = ask(BEVERAGES, "What is the ratio of water to soft drinks?");
    insta::assert_snapshot!("answer_of_the_rules", serde_json::to_string_pretty(&answer).unwrap());
    let refused = ask(BEVERAGES, "What color is the tea bar?");
    insta::assert_snapshot!(
        "refusal_of_the_rules",
        serde_json::to_string_pretty(&refused).unwrap()
    );
}

#[test]
fn labels_that_occur_twice_are_not_guessed_between() {
    let text = "Item,Value\nA,1\nB,2\nA,3\n";
    check(text, &[("What is the value of A?", "-"), ("What is the value of B?", "2")]);
}

#[test]
fn labels_of_one_letter_and_of_digits() {
    check(
        "a,b\nA,28\nB,55\nI,43\n",
        &[
            ("What is the value of b for category A?", "28"),
            ("What is the value for category I?", "43"),
            ("What is the sum of A and B?", "83"),
            ("Which category has a value of 55?", "B"),
        ],
    );
    check(
        "Test number,Batch 1,Batch 2\n2,10,30\n3,40,60\n4,50,70\n",
        &[
            ("For Batch 1, what is the value for test number 3?", "40"),
            ("For Batch 2, which test number has the lowest value?", "2"),
            ("For Batch 2, how many test numbers have a value above 50?", "2"),
            ("Which batch has the higher value for test number 2, Batch 1 or Batch 2?", "Batch 2"),
        ],
    );
}

#[test]
fn tables_without_numbers_or_rows_answer_nothing() {
    for table in [Table::default(), table("a,b\nx,y\n")] {
        let answer = rules::answer(&table, "What is the value of x?").unwrap();
        assert_eq!(answer.reason.as_deref(), Some("the table holds no numbers"));
    }
}

#[test]
fn questions_that_are_none() {
    let table = table(MONTHS);
    for (question, kind) in [("", ErrorKind::Usage), (" \n ", ErrorKind::Usage)] {
        let error = rules::answer(&table, question).unwrap_err();
        assert!(matches!(error, AnswerError::EmptyQuestion));
        assert_eq!(error.kind(), kind);
    }
    let error = rules::answer(&table, &"why ".repeat(2000)).unwrap_err();
    assert!(matches!(error, AnswerError::LongQuestion { .. }));
    for question in ["?", "!!!", "the of and", "£$%^&*()", "日本語の質問", "12", "\u{202e}\u{0}"]
    {
        assert_eq!(rules::answer(&table, question).unwrap().answer, None, "{question}");
    }
}

proptest::proptest! {
    #[test]
    fn no_question_and_no_table_panics(
        question in r"((what|which|how many|is|sum|average|highest|second|two|top|between|and|than|more|ratio|difference|2015|2016|5%|10|A|B|x1|,|\?) ?){0,14}",
        cells in proptest::collection::vec(r"(A|B|x1|2015|2016|[0-9]{1,3}%?|nan|-|)", 1..24),
        width in 1usize..5,
    ) {
        let mut rows: Vec<Vec<String>> = cells.chunks(width).map(<[String]>::to_vec).collect();
        for row in &mut rows {
            row.resize(width, String::new());
        }
        let header = rows.remove(0);
        let table = Table { header, rows, ..Table::default() };
        let _ = rules::answer(&table, &question);
    }
}
