//! `[sites.options]`: the same names and words as the elements' attributes.

use super::problem::suggest;
use super::reader::{Document, Table};
use teilbar_domain::config::Options;
use teilbar_domain::option::{Element, OPTIONS, Spec};
use teilbar_domain::own::Own;
use teilbar_domain::problem::{Problem, check, check_with};

/// What a site decides otherwise: these have settings of their own.
const ELSEWHERE: [(&str, &str); 2] = [
    (
        "site",
        "an element names its site, the site does not name itself",
    ),
    ("server", "write public_url at the top of the file"),
];

/// The options, with every problem noted.
pub(super) fn read(document: &Document<'_>, table: &Table<'_>, own: &[Own]) -> Options {
    let own: Vec<_> = own.iter().map(|own| &own.id[..]).collect();
    let mut options = Options::default();
    for (key, value) in table.attributes() {
        let elsewhere = ELSEWHERE.iter().find(|(name, _)| *name == key.value);
        match (Spec::named(key.value), elsewhere) {
            (Some(_), Some((name, help))) => {
                document.error(
                    key.line,
                    format!("\"{name}\" cannot be a site's default"),
                    *help,
                );
            }
            (Some(spec), None) => {
                options.set(key.value, &value.value);
                let alone = Options::from_iter([(key.value, &value.value)]);
                for problem in check_with(spec.elements[0], &alone, &own) {
                    note(document, value.line, &problem);
                }
            }
            (None, _) => {
                let known: Vec<_> = OPTIONS.iter().map(|spec| spec.name).collect();
                let what = format!("unknown option \"{}\"", key.value);
                document.error(key.line, what, suggest(key.value, &known));
            }
        }
    }
    note_app(document, table, &options);
    options
}

/// Messenger's app may stand in a line after that which asks for Messenger.
fn note_app(document: &Document<'_>, table: &Table<'_>, options: &Options) {
    for problem in check(Element::Bar, options) {
        if let Problem::NeedsAppId(_) = problem {
            let text = problem.to_string();
            let (what, help) = text.split_once("; ").unwrap_or((&text, ""));
            document.warning(table.line_of("networks"), what, help);
        }
    }
}

fn note(document: &Document<'_>, line: usize, problem: &Problem) {
    let text = problem.to_string();
    let (what, help) = text.rsplit_once("; ").unwrap_or((&text, ""));
    match problem {
        // A page brings its own picture; the app is looked for at the end.
        Problem::NeedsImage(_) | Problem::NeedsAppId(_) => {}
        Problem::DeadNetwork(_) | Problem::NotShareable(_) => document.warning(line, what, help),
        _ => document.error(line, what, help),
    }
}
