//! What stands in a line of a [`super::rich`] tree: text and breaks, inside of formats.

use std::borrow::Cow;
use teilbar_domain::post::{Node, Tag};

/// An open format; a path of them leads from a line to its text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Format {
    Tag(Tag),
    Link(String),
}

impl Format {
    pub(super) fn same_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Format::Link(_), Format::Link(_)) => true,
            _ => self == other,
        }
    }

    fn wrap(&self, children: Vec<Node>) -> Node {
        match self {
            Format::Tag(tag) => Node::Element(*tag, children),
            Format::Link(href) => Node::Link(href.clone(), children),
        }
    }

    /// The children of a node that is this format.
    fn inside<'a>(&self, node: &'a mut Node) -> Option<&'a mut Vec<Node>> {
        match (self, node) {
            (Format::Tag(tag), Node::Element(other, children)) => {
                (tag == other).then_some(children)
            }
            (Format::Link(href), Node::Link(other, children)) => {
                (href == other).then_some(children)
            }
            _ => None,
        }
    }
}

/// What stands in a line.
#[derive(Clone, Copy)]
pub(super) enum Leaf<'a> {
    Text(&'a str),
    Break,
}

/// Puts a leaf behind the last one, into the formats of its path; counts the nodes it took.
pub(super) fn place(children: &mut Vec<Node>, path: &[Format], leaf: Leaf<'_>) -> usize {
    let Some((format, rest)) = path.split_first() else {
        match (children.last_mut(), leaf) {
            (_, Leaf::Text("")) => return 0,
            (Some(Node::Text(last)), Leaf::Text(more)) => {
                last.push_str(more);
                return 0;
            }
            (_, Leaf::Text(text)) => children.push(Node::Text(text.to_owned())),
            (_, Leaf::Break) => children.push(Node::Element(Tag::Break, Vec::new())),
        }
        return 1;
    };
    if let Some(inner) = children.last_mut().and_then(|last| format.inside(last)) {
        return place(inner, rest, leaf);
    }
    let mut inner = Vec::new();
    let count = place(&mut inner, rest, leaf);
    if !inner.is_empty() {
        children.push(format.wrap(inner));
    }
    count + 1
}

/// Text without what terminals and old parsers take for commands; line ends and tabs stay.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match text.contains(control) {
        true => Cow::Owned(text.replace(control, "")),
        false => Cow::Borrowed(text),
    }
}
