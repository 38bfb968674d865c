//! `word_files` of a rule: words and phrases from files, such as `lists/hass-de.txt`.

use super::reader::At;
use super::section::Section;
use teilbar_domain::rule::Phrase;

/// Of one file.
const MOST_BYTES: u64 = 1024 * 1024;

impl Section<'_> {
    /// The phrases of the files, a line each. Empty lines and those that begin with `#` say nothing.
    pub(super) fn word_files(&self, files: &[At<&str>]) -> Option<Vec<Phrase>> {
        let read: Vec<_> = files.iter().map(|file| self.word_file(*file)).collect();
        let read: Option<Vec<_>> = read.into_iter().collect();
        Some(read?.concat())
    }

    fn word_file(&self, file: At<&str>) -> Option<Vec<Phrase>> {
        let name = file.value;
        let path = self.folder.join(name);
        let known = path.metadata().ok().filter(|found| found.is_file());
        if known.is_none_or(|found| found.len() > MOST_BYTES) {
            let what = format!("there is no file \"{name}\", or it has more than 1 MiB");
            self.error(file.line, what, "name one relative to this file");
            return None;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            let what = format!("\"{name}\" cannot be read as UTF-8");
            self.error(file.line, what, "save it as UTF-8, readable for the server");
            return None;
        };
        let mut phrases = Vec::new();
        let mut wrong = None;
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match Phrase::parse(line) {
                Some(phrase) => phrases.push(phrase),
                None => wrong = wrong.or(Some((number, line.to_owned()))),
            }
        }
        let (what, help) = match wrong {
            Some((number, line)) => (
                format!("line {number} of \"{name}\", \"{line}\", is no word"),
                "write letters or digits; a star may stand at the end: \"werb*\"",
            ),
            None if phrases.is_empty() => (
                format!("\"{name}\" has no words"),
                "write a word or phrase a line, or take the file out",
            ),
            None => return Some(phrases),
        };
        self.error(file.line, what, help);
        None
    }
}
