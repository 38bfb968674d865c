//! What is wrong with a configuration, said so that it can be put right.

use std::fmt;
use teilbar_domain::problem::nearest;

/// Whether the server can run with the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The server refuses to start.
    Error,
    /// The part is left out; the rest works.
    Warning,
}

/// One finding, at one line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// Counted from 1.
    pub line: usize,
    pub what: String,
    /// What to do about it; empty where `what` says it all.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        write!(f, "{}: {mark}{}", self.line, self.what)?;
        match &self.help[..] {
            "" => Ok(()),
            help => write!(f, "; {help}"),
        }
    }
}

/// "did you mean "x"?" if a candidate is near, else the whole list.
pub(super) fn suggest(word: &str, candidates: &[&str]) -> String {
    match nearest(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean \"{candidate}\"?"),
        None => format!("use one of: {}", candidates.join(", ")),
    }
}
