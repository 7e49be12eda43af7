//! A program's source, checked, and written so that the interpreter takes it.
//!
//! Monty runs Python but for a few things that models like to write. Those are
//! rewritten here, in place, on the syntax tree:
//!
//! | written | run |
//! |---|---|
//! | `key=data.get`, `map(str.upper, names)` | a lambda that calls the method |
//! | `next(x for x in …)` | `next(iter(x for x in …))` |
//! | `"%.1f %s" % (a, b)` | `"{:.1f} {}".format(a, b)` |

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprAttribute, ExprBinOp, ExprCall, Operator, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::ProgramError;

mod percent;

/// The one module that may be imported.
const MODULE: &str = "math";
/// Methods that are passed as functions.
const METHODS: &[&str] = &[
    "get",
    "keys",
    "values",
    "items",
    "index",
    "count",
    "append",
    "lower",
    "upper",
    "title",
    "strip",
    "capitalize",
    "startswith",
    "endswith",
    "isdigit",
    "replace",
    "split",
];
/// Types whose methods are passed as functions of the object: `str.lower`.
const TYPES: &[&str] = &["str", "list", "dict"];

/// The source as the interpreter takes it, on the same lines.
pub(super) fn adapted(source: &str, limit: usize) -> Result<String, ProgramError> {
    if source.len() > limit {
        return Err(ProgramError::TooLong { length: source.len(), limit });
    }
    let parsed = ruff_python_parser::parse_module(source).map_err(|e| ProgramError::Syntax {
        line: line_of(source, usize::from(e.location.start())),
        reason: e.error.to_string(),
    })?;
    let mut reader = Reader { source, edits: Vec::new(), import: None };
    for statement in &parsed.syntax().body {
        reader.visit_stmt(statement);
    }
    match reader.import {
        Some((at, module)) => Err(ProgramError::Import { line: line_of(source, at), module }),
        None => Ok(edited(source, reader.edits)),
    }
}

pub(super) fn line_of(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// Text that replaces a range of the source.
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

fn edited(source: &str, mut edits: Vec<Edit>) -> String {
    // At one place, what was found first stands outside.
    edits.sort_by_key(|edit| edit.start);
    let mut text = String::with_capacity(source.len());
    let mut at = 0;
    for edit in edits {
        // Edits never overlap: they are insertions but for literals and operators.
        text.push_str(source.get(at..edit.start).unwrap_or_default());
        text.push_str(&edit.text);
        at = edit.end;
    }
    text + source.get(at..).unwrap_or_default()
}

struct Reader<'a> {
    source: &'a str,
    edits: Vec<Edit>,
    import: Option<(usize, String)>,
}

impl Reader<'_> {
    fn insert(&mut self, at: usize, text: &str) {
        self.edits.push(Edit { start: at, end: at, text: text.to_owned() });
    }

    fn refuse(&mut self, range: TextRange, module: &str) {
        self.import.get_or_insert((range.start().into(), module.to_owned()));
    }

    /// A method that is passed on and not called.
    fn method(&mut self, attribute: &ExprAttribute) {
        if !METHODS.contains(&attribute.attr.as_str()) {
            return;
        }
        let range = attribute.range();
        let of_type =
            matches!(&*attribute.value, Expr::Name(name) if TYPES.contains(&name.id.as_str()));
        if of_type {
            let text = format!("(lambda _o, *_a: _o.{}(*_a))", attribute.attr);
            self.edits.push(Edit { start: range.start().into(), end: range.end().into(), text });
        } else {
            self.insert(range.start().into(), "(lambda *_a: ");
            walk_expr(self, &attribute.value);
            self.insert(range.end().into(), "(*_a))");
        }
    }

    /// `"…" % values`: whether it could be rewritten.
    fn percent(&mut self, operation: &ExprBinOp) -> bool {
        let Expr::StringLiteral(literal) = &*operation.left else { return false };
        let Some(template) = percent::template(literal.value.to_str()) else { return false };
        let end = usize::from(literal.range().end());
        let between = end..usize::from(operation.right.range().start());
        // Brackets around the right side stay, such around the left are not expected.
        let between = self.source.get(between).unwrap_or_default();
        let Some(sign) = between.find('%').filter(|at| between[..*at].trim().is_empty()) else {
            return false;
        };
        let star = if operation.right.is_tuple_expr() { "*" } else { "" };
        self.edits.push(Edit {
            start: literal.range().start().into(),
            end: end + sign + 1,
            text: format!("{template}.format({star}"),
        });
        self.visit_expr(&operation.right);
        self.insert(operation.range().end().into(), ")");
        true
    }
}

impl<'a> Visitor<'a> for Reader<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in import.names.iter().filter(|alias| alias.name.as_str() != MODULE) {
                    self.refuse(import.range(), alias.name.as_str());
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or(".", |module| module.as_str());
                if module != MODULE || import.level > 0 {
                    self.refuse(import.range(), module);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => self.call(call),
            Expr::Attribute(attribute) if METHODS.contains(&attribute.attr.as_str()) => {
                self.method(attribute);
            }
            Expr::BinOp(operation) if operation.op == Operator::Mod => {
                if !self.percent(operation) {
                    walk_expr(self, expr);
                }
            }
            // The inside of an f-string is not edited: its braces nest by rules of their own.
            Expr::FString(_) => {}
            _ => walk_expr(self, expr),
        }
    }
}

impl Reader<'_> {
    fn call(&mut self, call: &ExprCall) {
        match &*call.func {
            // A method that is called is none that is passed on.
            Expr::Attribute(attribute) => self.visit_expr(&attribute.value),
            function => self.visit_expr(function),
        }
        let next = matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "next");
        for (at, argument) in call.arguments.args.iter().enumerate() {
            let Expr::Generator(generator) = argument else {
                self.visit_expr(argument);
                continue;
            };
            // `next(x for x in …)`: the brackets may be those of the call.
            let wrap = next && at == 0;
            let range = generator.range();
            if wrap {
                let open = if generator.parenthesized { "iter(" } else { "iter((" };
                self.insert(range.start().into(), open);
            }
            walk_expr(self, argument);
            if wrap {
                let close = if generator.parenthesized { ")" } else { "))" };
                self.insert(range.end().into(), close);
            }
        }
        for keyword in &call.arguments.keywords {
            self.visit_expr(&keyword.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(source: &str) -> String {
        adapted(source, 1000).unwrap()
    }

    #[test]
    fn methods_that_are_passed_become_functions() {
        assert_eq!(run("max(d, key=d.get)"), "max(d, key=(lambda *_a: d.get(*_a)))");
        assert_eq!(run("map(str.lower, x)"), "map((lambda _o, *_a: _o.lower(*_a)), x)");
        // Calls and constants stay.
        for plain in ["d.get('a')", "math.pi", "x = [v.strip() for v in d.values()]", "a.b.get(1)"]
        {
            assert_eq!(run(plain), plain);
        }
    }

    #[test]
    fn next_takes_a_generator() {
        assert_eq!(
            run("next((k for k in d if d[k] > 1), None)"),
            "next(iter((k for k in d if d[k] > 1)), None)"
        );
        assert_eq!(run("next(k for k in d)"), "next(iter((k for k in d)))");
        assert_eq!(run("sum(k for k in d)"), "sum(k for k in d)");
    }

    #[test]
    fn percent_formats_become_format_calls() {
        assert_eq!(run("a = '%.1f%%' % x"), "a = \"{:.1f}%\".format( x)");
        assert_eq!(
            run("'%s: %s' % (a, d.get)"),
            "\"{}: {}\".format(* (a, (lambda *_a: d.get(*_a))))"
        );
        assert_eq!(run("'%s' % (a + b)"), "\"{}\".format( (a + b))");
        for plain in ["7 % 3", "a % b", "'%(x)s' % d", "('%s') % a"] {
            assert_eq!(run(plain), plain);
        }
    }

    #[test]
    fn only_math_is_imported() {
        for allowed in ["import math", "from math import sqrt", "import math as m"] {
            assert_eq!(run(allowed), allowed);
        }
        for (source, line, module) in [
            ("import os", 1, "os"),
            ("x = 1\nif x:\n    import math, sys", 3, "sys"),
            ("from os.path import join", 1, "os.path"),
            ("def f():\n  from . import math", 2, "."),
        ] {
            let expected = ProgramError::Import { line, module: module.to_owned() };
            assert_eq!(adapted(source, 1000), Err(expected));
        }
    }

    #[test]
    fn what_is_no_program_is_refused_with_its_line() {
        assert!(matches!(adapted("x = 1\ny = (", 100), Err(ProgramError::Syntax { line: 2, .. })));
        assert_eq!(adapted("x = 1", 4), Err(ProgramError::TooLong { length: 5, limit: 4 }));
    }
}
