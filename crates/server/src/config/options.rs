//! `[sites.options]`: the same names and words as the elements' attributes.

use super::problem::suggest;
use super::reader::{Document, Table};
use teilbar_domain::config::Options;
use teilbar_domain::option::{OPTIONS, Spec};
use teilbar_domain::problem::{Problem, check};

/// What a site decides otherwise: these have settings of their own.
const ELSEWHERE: [(&str, &str); 2] = [
    (
        "site",
        "an element names its site, the site does not name itself",
    ),
    ("server", "write public_url at the top of the file"),
];

/// The options, with every problem noted.
pub(super) fn read(document: &Document<'_>, table: &Table<'_>) -> Options {
    let mut options = Options::default();
    for (key, value) in table.attributes() {
        let mut specs = OPTIONS.iter();
        let elsewhere = ELSEWHERE.iter().find(|(name, _)| *name == key.value);
        match (specs.find(|spec| spec.name == key.value), elsewhere) {
            (Some(_), Some((name, help))) => {
                document.error(
                    key.line,
                    format!("\"{name}\" cannot be a site's default"),
                    *help,
                );
            }
            (Some(spec), None) => {
                options.set(key.value, &value.value);
                note(document, value.line, spec, &value.value);
            }
            (None, _) => {
                let known: Vec<_> = OPTIONS.iter().map(|spec| spec.name).collect();
                let what = format!("unknown option \"{}\"", key.value);
                document.error(key.line, what, suggest(key.value, &known));
            }
        }
    }
    options
}

fn note(document: &Document<'_>, line: usize, spec: &Spec, value: &str) {
    let alone = Options::from_iter([(spec.name, value)]);
    for problem in check(spec.elements[0], &alone) {
        let text = problem.to_string();
        let (what, help) = text.split_once("; ").unwrap_or((&text, ""));
        match problem {
            // A page brings its own picture.
            Problem::NeedsImage(_) => {}
            Problem::DeadNetwork(_) | Problem::NotShareable(_) => {
                document.warning(line, what, help)
            }
            _ => document.error(line, what, help),
        }
    }
}
