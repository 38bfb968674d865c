//! Rules of the house that no other tool checks.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{capture, command};
use crate::project;

/// Lines a file may have before its tests.
const LONGEST: usize = 300;

/// Tables may be as long as what they list, but each is named here.
const TABLES: [&str; 0] = [];

/// What has lines that somebody wrote.
const WRITTEN: [&str; 7] = ["rs", "js", "mjs", "css", "html", "php", "sh"];

/// Checks every file that git knows or would add.
pub(super) fn check() -> Result<()> {
    let list =
        capture(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut slips = Vec::new();
    for name in list.lines() {
        // What is not text, or was removed and not yet committed, has nothing to check.
        let Ok(text) = std::fs::read_to_string(project::root().join(name)) else {
            continue;
        };
        slips.extend(slips_in(name, &text));
    }
    for slip in &slips {
        println!("  {slip}");
    }
    match slips.len() {
        0 => Ok(()),
        n => bail!("{n} untidy places: they are listed above"),
    }
}

fn slips_in(name: &str, text: &str) -> Vec<String> {
    let mut slips = Vec::new();
    let lines = lines_before_tests(name, text);
    if lines > LONGEST && !TABLES.contains(&name) {
        slips.push(format!(
            "{name}: {lines} lines before its tests; find the second noun in it, or add it to the \
             tables in xtask/src/test/tidy.rs"
        ));
    }
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(slip) = slip_in_line(name, line) {
            slips.push(format!("{name}:{number}: {slip}"));
        }
    }
    slips
}

/// Zero for what is a test as a whole, and for what nobody wrote by hand.
fn lines_before_tests(name: &str, text: &str) -> usize {
    let path = Path::new(name);
    let ending = path.extension().and_then(|ending| ending.to_str());
    let written = ending.is_some_and(|ending| WRITTEN.contains(&ending));
    let is_test =
        name.ends_with(".test.mjs") || path.components().any(|part| part.as_os_str() == "tests");
    if !written || is_test || path.ends_with("tests.rs") {
        return 0;
    }
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count()
}

fn slip_in_line(name: &str, line: &str) -> Option<&'static str> {
    if name.ends_with("package-lock.json") && line.contains("\"resolved\":") {
        return Some(
            "an address of a package registry; npm needs `omit-lockfile-registry-resolved`",
        );
    }
    if has_machine_path(line) {
        return Some("a path of one machine");
    }
    // Spelled apart, so that this file does not find itself.
    let open_end = concat!("TO", "DO");
    let rest = line.split(open_end).nth(1)?;
    let names_issue = rest.trim_start_matches(['(', ':', ' ']).starts_with('#');
    (!names_issue).then_some("an open end without the number of its issue: write `(#12)` behind it")
}

/// Whether a path below somebody's home stands in the line, as a word of its own.
fn has_machine_path(line: &str) -> bool {
    ["ho|me", "ro|ot", "Us|ers", "wo|rk"].iter().any(|folder| {
        let needle = format!("/{}/", folder.replace('|', ""));
        line.match_indices(&needle).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + needle.len()..].chars().next();
            !before.is_some_and(is_in_path)
                && after.is_some_and(|c| c.is_alphanumeric() || c == '.')
        })
    })
}

fn is_in_path(c: char) -> bool {
    c.is_alphanumeric() || "/._-}~$".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_a_machine_are_slips() {
        for (line, found) in [
            ("let a = \"/ho|me/anna/x\";", true),
            ("see /wo|rk/a", true),
            ("https://example.org/ho|me/anna", false),
            ("target/wo|rk/x", false),
            ("href=\"/ho|me/\"", false),
        ] {
            let line = line.replace('|', "");
            assert_eq!(has_machine_path(&line), found, "{line}");
        }
    }

    #[test]
    fn an_open_end_names_its_issue() {
        for (line, found) in [
            ("// TO|DO: later", true),
            ("// TO|DO(#12): later", false),
            ("// TO|DO #12: later", false),
            ("// done", false),
        ] {
            let line = line.replace('|', "");
            assert_eq!(slip_in_line("a.rs", &line).is_some(), found, "{line}");
        }
    }

    #[test]
    fn lines_are_counted_up_to_the_tests() {
        let text = "a\nb\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(lines_before_tests("src/a.rs", text), 2);
        assert_eq!(lines_before_tests("tests/a.rs", text), 0);
        assert_eq!(lines_before_tests("Cargo.lock", text), 0);
    }
}
