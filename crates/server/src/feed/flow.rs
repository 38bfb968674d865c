//! Fills a [`RichText`] in normal form: blocks within blocks, lines within blocks, text in lines.

use super::line::{Format, Leaf, place, without_controls};
use teilbar_domain::post::{Node, RichText, Tag};

/// Blocks within blocks; deeper ones become lines.
pub(super) const MAX_DEPTH: usize = 12;
/// Nodes of one text; what comes after them is left out.
pub(super) const MAX_NODES: usize = 5_000;

/// A block being filled; the outermost has no tag.
struct Block {
    tag: Option<Tag>,
    /// Opened by us and not by the source.
    implied: bool,
    children: Vec<Node>,
}

/// A tree that is being filled.
pub(super) struct Flow {
    blocks: Vec<Block>,
    formats: Vec<Format>,
    /// Line breaks waiting for text to come after them.
    breaks: usize,
    /// White space waiting likewise.
    space: bool,
    /// The formats of the last text, for placing the space.
    last: Vec<Format>,
    nodes: usize,
}

/// An open block: how many were open before it.
pub(super) struct Depth(usize);

impl Flow {
    pub(super) fn new() -> Self {
        let root = Block {
            tag: None,
            implied: false,
            children: Vec::new(),
        };
        Self {
            blocks: vec![root],
            formats: Vec::new(),
            breaks: 0,
            space: false,
            last: Vec::new(),
            nodes: 0,
        }
    }

    pub(super) fn finish(mut self) -> RichText {
        self.close(Depth(1));
        RichText(
            self.blocks
                .pop()
                .map(|root| root.children)
                .unwrap_or_default(),
        )
    }

    /// Opens a format for the text to come; not if it is open already.
    pub(super) fn format(&mut self, format: Format) -> bool {
        let new = !self.formats.iter().any(|open| open.same_kind(&format));
        if new {
            self.formats.push(format);
        }
        new
    }

    /// Closes the format opened last.
    pub(super) fn unformat(&mut self) {
        self.formats.pop();
    }

    /// Ends the line where text follows in the same block.
    pub(super) fn line_break(&mut self) {
        self.breaks += 1;
    }

    /// Closes a block and what is open in it.
    pub(super) fn close(&mut self, Depth(depth): Depth) {
        while self.blocks.len() > depth {
            self.pop();
        }
    }

    /// Opens a list, a quote or preformatted text; `None` where it cannot stand.
    pub(super) fn block(&mut self, tag: Tag) -> Option<Depth> {
        self.end_line();
        if self.blocks.len() >= MAX_DEPTH || self.top() == Some(Tag::Preformatted) {
            return None;
        }
        self.settle();
        let depth = self.blocks.len();
        self.push(tag, false);
        Some(Depth(depth))
    }

    /// Opens an item, and a list around it if there is none.
    pub(super) fn item(&mut self) -> Option<Depth> {
        self.end_line();
        if self.top() == Some(Tag::Item) && self.blocks.last().is_some_and(|block| block.implied) {
            self.pop();
        }
        if !self.in_list() {
            if self.blocks.len() >= MAX_DEPTH || self.top() == Some(Tag::Preformatted) {
                return None;
            }
            self.push(Tag::List, true);
        }
        let depth = self.blocks.len();
        self.push(Tag::Item, false);
        Some(Depth(depth))
    }

    /// Ends the paragraph, or the line where there are no paragraphs.
    pub(super) fn end_line(&mut self) {
        match self.top() {
            Some(Tag::Paragraph) => self.pop(),
            Some(Tag::Item | Tag::Preformatted) => self.breaks = self.breaks.max(1),
            _ => {}
        }
    }

    /// Leaves or enters what blocks and text cannot stand in or without.
    fn settle(&mut self) {
        if self.in_list() {
            match self.blocks.last().is_some_and(|block| block.implied) {
                true => self.pop(),
                false => self.push(Tag::Item, true),
            }
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.top() == Some(Tag::Preformatted) {
            return self.verbatim(text);
        }
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| !c.is_ascii_whitespace()) {
            self.space |= start > 0;
            let end = rest[start..]
                .find(|c: char| c.is_ascii_whitespace())
                .map_or(rest.len(), |end| start + end);
            self.word(&rest[start..end]);
            rest = &rest[end..];
        }
        self.space |= !rest.is_empty();
    }

    fn word(&mut self, word: &str) {
        let word = without_controls(word);
        if word.is_empty() {
            return;
        }
        self.settle();
        if matches!(self.top(), None | Some(Tag::Quote)) {
            self.push(Tag::Paragraph, true);
        }
        let path = std::mem::take(&mut self.formats);
        if self.line_begun() {
            if self.breaks > 0 {
                (0..self.breaks.min(2)).for_each(|_| self.leaf(&[], Leaf::Break));
            } else if self.space {
                // Outside of what only one of the two neighbours has, so that links begin with a letter.
                let shared = self
                    .last
                    .iter()
                    .zip(&path)
                    .take_while(|(a, b)| a == b)
                    .count();
                self.leaf(&path[..shared], Leaf::Text(" "));
            }
        }
        (self.breaks, self.space) = (0, false);
        self.leaf(&path, Leaf::Text(&word));
        self.last.clone_from(&path);
        self.formats = path;
    }

    /// Text of a preformatted block: white space stays, except line ends at its edges.
    fn verbatim(&mut self, text: &str) {
        let text = without_controls(text);
        let body = text.trim_matches('\n');
        self.breaks += text.len() - text.trim_start_matches('\n').len();
        if body.is_empty() {
            return;
        }
        let path = std::mem::take(&mut self.formats);
        if self.line_begun() {
            let lines = "\n".repeat(self.breaks);
            self.leaf(&path, Leaf::Text(&lines));
        }
        self.leaf(&path, Leaf::Text(body));
        self.breaks = text.len() - text.trim_end_matches('\n').len();
        self.formats = path;
    }

    fn leaf(&mut self, path: &[Format], leaf: Leaf<'_>) {
        if self.nodes >= MAX_NODES {
            return;
        }
        if let Some(block) = self.blocks.last_mut() {
            self.nodes += place(&mut block.children, path, leaf);
        }
    }

    fn top(&self) -> Option<Tag> {
        self.blocks.last().and_then(|block| block.tag)
    }

    fn in_list(&self) -> bool {
        matches!(self.top(), Some(Tag::List | Tag::OrderedList))
    }

    /// Whether the block's last child is part of a line.
    fn line_begun(&self) -> bool {
        let last = self.blocks.last().and_then(|block| block.children.last());
        match last {
            None => false,
            Some(Node::Text(_) | Node::Link(..)) => true,
            Some(Node::Element(tag, _)) => {
                matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Code | Tag::Break)
            }
        }
    }

    fn push(&mut self, tag: Tag, implied: bool) {
        (self.breaks, self.space) = (0, false);
        self.blocks.push(Block {
            tag: Some(tag),
            implied,
            children: Vec::new(),
        });
    }

    /// Closes the innermost block and puts it into the next one, unless it is empty.
    fn pop(&mut self) {
        (self.breaks, self.space) = (0, false);
        let Some(Block {
            tag: Some(tag),
            children,
            ..
        }) = self.blocks.pop()
        else {
            return;
        };
        let node = Node::Element(tag, children);
        let blank = match &node {
            Node::Element(Tag::Preformatted, children) => RichText(children.clone()).is_empty(),
            Node::Element(_, children) => children.is_empty(),
            _ => false,
        };
        if let Some(outer) = self.blocks.last_mut().filter(|_| !blank) {
            self.nodes += 1;
            outer.children.push(node);
        }
    }
}
