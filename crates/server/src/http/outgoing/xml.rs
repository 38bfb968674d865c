//! XML as feed readers take it: well-formed whatever is in the texts.

use crate::error::Error;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document in the making.
pub(super) struct Document(Writer<Vec<u8>>);

pub(super) type Written = Result<(), Error>;

impl Document {
    pub(super) fn new() -> Result<Self, Error> {
        let mut document = Self(Writer::new(Vec::new()));
        document.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        Ok(document)
    }

    /// An element with what `inside` writes.
    pub(super) fn nest(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self) -> Written,
    ) -> Written {
        self.event(Event::Start(start(name, attributes)))?;
        inside(self)?;
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// An element with a text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Written {
        let text = allowed(text);
        self.nest(name, attributes, |document| {
            document.event(Event::Text(BytesText::new(&text)))
        })
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Written {
        self.event(Event::Empty(start(name, attributes)))
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn event(&mut self, event: Event<'_>) -> Written {
        let written = self.0.write_event(event);
        written.map_err(|error| Error::Internal(error.to_string()))
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &allowed(value)[..]));
    }
    start
}

/// Without the characters that no XML document may have, not even escaped.
fn allowed(text: &str) -> String {
    let fine = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(|c| fine(*c)).collect()
}
