//! Snippets: reads those that other share buttons left in pages, and writes ours.
//!
//! Reading takes HTML as people paste it, finds the first snippet of a kind we know and says in our
//! options what it wanted, with a note on all that is not the same afterwards. It cannot fail and
//! takes time in proportion to the text.

mod addtoany;
mod draft;
mod note;
mod scan;
mod shareon;
mod sharer;
mod shariff;

pub use note::{Note, Why};
pub use shariff::{SERVICES, service};

use std::fmt::Write;

use crate::choice::Choice;
use crate::config::Options;
use crate::option::Element;
use draft::Draft;
use scan::{Piece, Tag, scan};

crate::choice::choice!(
    /// Whose snippet it is.
    Origin {
        Shariff = "Shariff",
        AddToAny = "AddToAny",
        Shareon = "shareon",
        Sharer = "Sharer.js"
    }
);

/// What an old snippet says in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub origin: Origin,
    /// Options of a share bar, each of which can be done.
    pub options: Options,
    /// What is not the same afterwards, and why.
    pub notes: Vec<Note>,
}

/// The first snippet in this HTML; `None` if it has none of a kind we know.
pub fn read(html: &str) -> Option<Reading> {
    let found = Found::first(html)?;
    let mut draft = Draft::default();
    let Found {
        origin,
        container,
        buttons,
        scripts,
        further,
        ..
    } = &found;
    match origin {
        Origin::Shariff => shariff::read(container, &mut draft),
        Origin::AddToAny => addtoany::read(container, buttons, scripts, &mut draft),
        Origin::Shareon => shareon::read(container, buttons, &mut draft),
        Origin::Sharer => sharer::read(buttons, &mut draft),
    }
    let (options, mut notes) = draft.finish();
    if *further > 0 {
        notes.push(Note::Further(*further));
    }
    Some(Reading {
        origin: *origin,
        options,
        notes,
    })
}

/// What to paste into a page: the script and the element with these options as attributes.
///
/// `server` is the address of the Teilbar server without a slash at its end.
pub fn html(server: &str, element: Element, options: &Options) -> String {
    html_with(server, "", element, options)
}

/// As [`html`], for a site whose elements' names begin with `prefix`; empty is the usual one.
pub fn html_with(server: &str, prefix: &str, element: Element, options: &Options) -> String {
    let loader = escape(&loader(server, prefix));
    let element = format!(
        "{}-{}",
        if prefix.is_empty() { PREFIX } else { prefix },
        element.word()
    );
    let mut out = format!("<script type=\"module\" src=\"{loader}\"></script>\n<{element}");
    for (name, value) in options.iter() {
        // Writing to a string cannot fail.
        let _ = write!(out, " {name}=\"{}\"", escape(value));
    }
    let _ = write!(out, "></{element}>");
    out
}

/// What the names of elements begin with, unless a site says otherwise.
const PREFIX: &str = "teil";

/// The script's address; it says which names the elements have, unless they are the usual ones.
pub fn loader(server: &str, prefix: &str) -> String {
    match prefix {
        "" | PREFIX => format!("{server}/teilbar.js"),
        _ => format!("{server}/teilbar.js?prefix={prefix}"),
    }
}

/// Text as it stands in a double-quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// The first snippet, taken apart.
#[derive(Debug)]
struct Found<'a> {
    origin: Origin,
    shape: Shape,
    /// The element around the buttons; the first button where there is none.
    container: Tag<'a>,
    buttons: Vec<Tag<'a>>,
    scripts: Vec<&'a str>,
    /// How many snippets come after it.
    further: usize,
}

/// Whether a snippet has an element around its buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Container,
    /// Buttons lie about in the page; all of them together are the snippet.
    Loose,
}

impl<'a> Found<'a> {
    fn first(html: &'a str) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut scripts = Vec::new();
        let mut open = Open::default();
        for piece in scan(html) {
            match piece {
                Piece::Script(text) => scripts.push(text),
                Piece::End(name) => open.end(name),
                Piece::Start(tag) if open.holds() => {
                    open.start(&tag);
                    if let Some(found) = found.as_mut().filter(|found| found.further == 0) {
                        found.buttons.push(tag);
                    }
                }
                Piece::Start(tag) => {
                    if let Some((origin, shape)) = kind(&tag) {
                        open.begin(&tag, shape);
                        Self::add(&mut found, origin, shape, tag);
                    }
                }
            }
        }
        found.map(|found| Self { scripts, ..found })
    }

    fn add(found: &mut Option<Self>, origin: Origin, shape: Shape, tag: Tag<'a>) {
        let Some(found) = found else {
            let buttons = match shape {
                Shape::Container => Vec::new(),
                Shape::Loose => vec![tag.clone()],
            };
            *found = Some(Self {
                origin,
                shape,
                container: tag,
                buttons,
                scripts: Vec::new(),
                further: 0,
            });
            return;
        };
        let belongs = (origin, shape) == (found.origin, Shape::Loose) && found.shape == shape;
        if belongs && found.further == 0 {
            found.buttons.push(tag);
        } else {
            found.further += 1;
        }
    }
}

fn kind(tag: &Tag<'_>) -> Option<(Origin, Shape)> {
    Some(if tag.has_class("shariff") {
        (Origin::Shariff, Shape::Container)
    } else if tag.has_class("a2a_kit") {
        (Origin::AddToAny, Shape::Container)
    } else if tag.has_class("shareon") {
        (Origin::Shareon, Shape::Container)
    } else if tag.get("data-sharer").is_some() {
        (Origin::Sharer, Shape::Loose)
    } else if addtoany::is_button(tag) {
        (Origin::AddToAny, Shape::Loose)
    } else {
        return None;
    })
}

/// The container that the scan is in: its end is where elements of its name are balanced.
#[derive(Debug, Default)]
struct Open<'a> {
    name: &'a str,
    depth: usize,
}

impl<'a> Open<'a> {
    fn holds(&self) -> bool {
        self.depth > 0
    }

    fn begin(&mut self, tag: &Tag<'a>, shape: Shape) {
        self.name = tag.name;
        self.depth = usize::from(shape == Shape::Container && !tag.is_empty);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let same = tag.name.eq_ignore_ascii_case(self.name);
        self.depth += usize::from(same && !tag.is_empty);
    }

    fn end(&mut self, name: &str) {
        if self.holds() && name.eq_ignore_ascii_case(self.name) {
            self.depth -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
