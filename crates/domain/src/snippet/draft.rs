//! Options while a snippet is being read.

use super::note::{Note, Why};
use crate::config::Options;
use crate::network::{Lookup, Network, Share, lookup};
use crate::option::Element;
use crate::problem::{Problem, check};

/// More buttons nobody shows; more names than this are somebody's attempt to keep us busy.
const MOST_NAMES: usize = 100;

/// There are fewer kinds of attributes than this.
const MOST_NOTES: usize = 100;

/// The longest name that is looked up, in characters.
const LONGEST_NAME: usize = 40;

/// What has been understood so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    options: Options,
    names: Vec<String>,
    notes: Vec<Note>,
}

impl Draft {
    /// Sets an option if there is a value and nothing was set before.
    pub(super) fn set(&mut self, option: &str, value: Option<String>) {
        if let (Some(value), true) = (value, self.get(option).is_empty()) {
            self.options.set(option, &value);
        }
    }

    pub(super) fn get(&self, option: &str) -> &str {
        self.options.get(option)
    }

    /// Sets an option to another value than it has.
    pub(super) fn replace(&mut self, option: &str, value: &str) {
        self.options.set(option, value);
    }

    /// Puts a button at the end.
    pub(super) fn button(&mut self, name: &str) {
        if self.names.len() < MOST_NAMES && !name.is_empty() {
            self.names.push(name.chars().take(LONGEST_NAME).collect());
        }
    }

    /// Says what became of a part of the snippet; once for each part.
    pub(super) fn left(&mut self, what: &str, why: Why) {
        let what = what.chars().take(LONGEST_NAME).collect();
        self.note(Note::Left { what, why });
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.note(Note::Problem(problem));
    }

    fn note(&mut self, note: Note) {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Options of which each can be done, and what had to be left out for that.
    pub(super) fn finish(mut self) -> (Options, Vec<Note>) {
        self.options.set("networks", &self.names.join(" "));
        let problems = check(Element::Bar, &self.options);
        let mut slugs: Vec<_> = Vec::new();
        for slug in self.names.iter().filter_map(|name| shareable(name)) {
            if !slugs.contains(&slug) {
                slugs.push(slug);
            }
        }
        self.options.set("networks", &slugs.join(" "));
        let mut notes: Vec<Note> = Vec::new();
        for problem in problems {
            if let Problem::NotAWebUrl { option, .. } = &problem {
                self.options.set(option, "");
            }
            if let Problem::NotTranslated { .. } = &problem {
                self.options.set("lang", "");
            }
            let note = Note::Problem(problem);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        if slugs.is_empty() && !self.names.is_empty() {
            notes.push(Note::NoneLeft);
        }
        notes.append(&mut self.notes);
        (self.options, notes)
    }
}

/// The slug of a network that can be shared to.
fn shareable(name: &str) -> Option<&'static str> {
    match lookup(name) {
        Lookup::Live(network) if !is_silent(network) => Some(network.slug()),
        _ => None,
    }
}

fn is_silent(network: Network) -> bool {
    matches!(network.row().share, Share::None { .. })
}
