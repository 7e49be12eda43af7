//! Programs over a table: what models write, what is refused, and which cells were used.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use chartqa::Table;
use chartqa::answer::program::{self, Limits, ProgramError, Run, Worker};

const HARVEST: &str =
    "Farm,2019,2021,2023\nAlder,12.5,14,9\nBirch,40,44,52\nCedar,60,55,61\nDogwood,7,n/a,3\n";

fn table() -> Table {
    let mut table = Table::from_csv(HARVEST.as_bytes(), "harvest.csv").unwrap();
    table.title = Some("Harvest in tonnes".to_owned());
    table
}

fn run(source: &str) -> Result<Run, ProgramError> {
    program::run(source, &table(), &Limits::default())
}

fn worker() -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_chartqa"))
}

#[test]
fn programs_that_models_write() {
    for (source, answer) in [
        ("ans = table['Birch']['2023'] - table['Alder']['2023']", "43"),
        (
            "import math\nv = [r['2019'] for r in table.values()]\nans = round(sum(v) / len(v), 2)",
            "29.88",
        ),
        ("d = {n: r['2019'] for n, r in table.items()}\nans = max(d, key=d.get)", "Cedar"),
        (
            "rows = sorted(table.items(), key=lambda kv: kv[1]['2023'], reverse=True)\nans = [n for n, _ in rows[:2]]",
            "Cedar, Birch",
        ),
        (
            "growth = {}\nfor farm, row in table.items():\n    old, new = row['2019'], row['2021']\n    if new is not None:\n        growth[farm] = (new - old) / old * 100\nbest = max(growth, key=lambda f: growth[f])\nans = f\"{best} ({growth[best]:.1f}%)\"",
            "Alder (12.0%)",
        ),
        ("ans = sum(1 for r in table.values() if 10 < r['2019'] <= 50)", "2"),
        (
            "t = {y: sum(table[f][y] for f in table) for y in ['2019', '2023']}\nans = t['2023'] > t['2019']",
            "Yes",
        ),
        (
            "x = list(table['Birch'].values())\nm = sum(x) / len(x)\nans = math.sqrt(sum((v - m) ** 2 for v in x) / len(x))",
            "4.99",
        ),
        ("ans = next((f for f in table if table[f]['2019'] > 50), 'none')", "Cedar"),
        ("ans = '%.1f%%' % (100 * table['Alder']['2019'] / 50)", "25.0%"),
        (
            "def middle(xs):\n    xs = sorted(xs)\n    return xs[len(xs) // 2]\nans = middle(columns['2019'].values())",
            "40",
        ),
        ("ans = ', '.join(map(str.upper, sorted(table)))[:5]", "ALDER"),
        ("ans = median(columns['2023'].values()) + mean([1, 2])", "32"),
        ("i = 0\nwhile list(table)[i] != 'Cedar':\n    i += 1\nans = i", "2"),
        ("try:\n    ans = 1 / 0\nexcept ZeroDivisionError:\n    ans = title.split()[0]", "Harvest"),
        ("ans = {'a', 'a'}", "a"),
        ("ans = '{:,.0f}'.format(12345.4)", "12,345"),
    ] {
        let source = if source.contains("math.") {
            format!("import math\n{source}")
        } else {
            source.to_owned()
        };
        assert_eq!(run(&source).map(|r| r.answer()), Ok(answer.to_owned()), "{source}");
    }
}

#[test]
fn cells_used_are_those_that_make_a_difference() {
    let cells = |source: &str| {
        let run = run(source).unwrap();
        assert!(run.exact);
        run.cells
    };
    let column =
        |column: usize| -> Vec<(usize, usize)> { (0..4).map(|row| (row, column)).collect() };
    // Copied about, but not used.
    assert_eq!(
        cells("d = {f: r['2019'] for f, r in table.items()}\nans = d['Birch'] - d['Alder']"),
        [(0, 1), (1, 1)]
    );
    assert_eq!(cells("ans = table['Cedar']['2021']"), [(2, 2)]);
    assert_eq!(cells("ans = sum(columns['2019'].values())"), column(1));
    assert_eq!(cells("ans = f\"{table['Alder']['2023']} t\""), [(0, 3)]);
    assert_eq!(cells("ans = columns['2019']['Birch'] in [40, 41]"), [(1, 1)]);
    assert_eq!(cells("ans = len(table)"), []);
    // Of a superlative all, the winner first.
    let winner = run("d = columns['2023']\nans = max(d, key=d.get)").unwrap();
    assert_eq!((winner.cells[0], winner.decisive, winner.cells.len()), ((2, 3), 1, 4));
    let lowest = run("ans = min(columns['2019'].values())").unwrap();
    assert_eq!((lowest.cells[0], lowest.decisive, lowest.cells.len()), ((3, 1), 1, 4));
    // What a guard leaves out when nothing can be done with it still decides.
    let guarded = "ans = max(v for v in columns['2019'].values() if isinstance(v, (int, float)))";
    assert_eq!(cells(guarded).len(), 4);
    let caught = "t = 0\nfor v in columns['2023'].values():\n    try:\n        t += v\n    except TypeError:\n        pass\nans = t";
    assert_eq!(cells(caught), column(3));
    // Truth, identity and branches.
    assert_eq!(cells("ans = 'yes' if table['Alder']['2019'] else 'no'"), []);
    assert_eq!(cells("ans = 'yes' if table['Alder']['2019'] > 5 else 'no'"), [(0, 1)]);
}

#[test]
fn cells_of_a_large_table_are_found_in_time_or_named_by_the_group() {
    let table = Table {
        header: ["x", "a", "b"].map(str::to_owned).to_vec(),
        rows: (0..800).map(|i| vec![format!("r{i}"), i.to_string(), (i * 2).to_string()]).collect(),
        ..Table::default()
    };
    let limits = Limits::default();
    let one = program::run("ans = table['r7']['a'] + table['r700']['b']", &table, &limits).unwrap();
    assert_eq!((one.cells, one.exact), (vec![(7, 1), (700, 2)], true));
    let mut hurried = limits;
    hurried.evidence = Duration::ZERO;
    let all = program::run("ans = max(columns['a'].values())", &table, &hurried).unwrap();
    assert!(!all.exact && all.cells.len() == 1600);
    let among =
        program::run_on("ans = max(columns['a'].values())", &table, &[(3, 1), (799, 1)], &hurried);
    assert_eq!(among.unwrap().cells, [(799, 1), (3, 1)]);
}

#[test]
fn programs_without_an_answer() {
    for (source, error) in [
        ("import os\nans = 1", ProgramError::Import { line: 1, module: "os".into() }),
        ("x = 1", ProgramError::NoAnswer("nothing".into())),
        ("ans = None", ProgramError::NoAnswer("None".into())),
        ("ans = []", ProgramError::NoAnswer("an empty list".into())),
        ("ans = float('inf')", ProgramError::NoAnswer("a number that is not finite".into())),
        ("raise LookupError('no such farm')", ProgramError::NotAnswerable("no such farm".into())),
        (
            "x = 1\nans = table['Elm']['2019']",
            ProgramError::Exception { line: Some(2), reason: "KeyError: Elm".into() },
        ),
        (
            "def f(n):\n    return f(n + 1)\nans = f(0)",
            ProgramError::Limit("the depth of calls it is given".into()),
        ),
    ] {
        assert_eq!(run(source), Err(error), "{source}");
    }
    assert!(matches!(run("ans = (1"), Err(ProgramError::Syntax { line: 1, .. })));
    // What would reach beyond the table is not there.
    for source in [
        "ans = open('/etc/passwd').read()",
        "ans = eval('1')",
        "ans = __import__('os')",
        "ans = input()",
    ] {
        assert!(
            matches!(run(source), Err(ProgramError::Exception { .. })),
            "{source}: {:?}",
            run(source)
        );
    }
    let printing = "while True:\n    print('x' * 1000)";
    assert!(matches!(run(printing), Err(ProgramError::Limit(_))), "{:?}", run(printing));
}

#[test]
fn a_process_of_its_own_gives_the_same() {
    let source = "d = columns['2023']\nans = [max(d, key=d.get), d['Alder'] / 2]";
    let limits = Limits::default();
    assert_eq!(worker().run(source, &table(), &limits), run(source));
    assert_eq!(worker().run("ans = 1 / 0", &table(), &limits), run("ans = 1 / 0"));
    assert!(run(source).is_ok() && run("ans = 1 / 0").is_err());
}

#[test]
fn what_exhausts_the_process_costs_the_program_alone() {
    let mut limits = Limits::default();
    limits.time = Duration::from_millis(500);
    for source in [
        // Time, memory at once, memory bit by bit, and the parser's stack.
        "while True:\n    pass",
        "ans = len('x' * 10 ** 11)",
        "x = [0]\nwhile True:\n    x = x + x",
        &format!("ans = {}1", "-".repeat(15_000)),
        &format!("ans = {}1{}", "(".repeat(8_000), ")".repeat(8_000)),
        "ans = 10 ** 10 ** 10",
    ] {
        let error = worker().run(source, &table(), &limits).unwrap_err();
        let stopped = matches!(
            error,
            ProgramError::Limit(_)
                | ProgramError::Crashed(_)
                | ProgramError::Syntax { .. }
                | ProgramError::Exception { .. }
        );
        assert!(stopped, "{error:?}");
    }
}

#[test]
fn a_binary_that_runs_no_programs_is_named() {
    let missing = Worker::new("/nowhere/chartqa").run("ans = 1", &table(), &Limits::default());
    let error = missing.unwrap_err();
    assert!(error.to_string().contains("/nowhere/chartqa") && error.hint().is_some(), "{error}");
    let other = worker().with_arguments(["--version".into()]);
    let error = other.run("ans = 1", &table(), &Limits::default()).unwrap_err();
    assert!(matches!(error, ProgramError::Worker { .. }), "{error:?}");
}

#[test]
fn labels_and_titles_are_data() {
    let csv = "x,a\n\"\"\"] = 1; raise LookupError(\"\"no\"\") #\",3\n";
    let mut table = Table::from_csv(csv.as_bytes(), "t.csv").unwrap();
    table.title = Some("ans = 5".to_owned());
    let name = &program::Names::of(&table).rows[0];
    let source = format!("ans = table[{}]['a']", program::quoted(name));
    let run = program::run(&source, &table, &Limits::default()).unwrap();
    assert_eq!((run.answer().as_str(), run.cells), ("3", vec![(0, 1)]));
}
