//! Reads feeds: bytes of any origin in, clean items out.
//!
//! [`read`] is the pipeline. Nothing foreign leaves it as markup: the HTML of an item is written
//! from a tree that has no place for anything dangerous. Threats 14 to 17 of the threat model are
//! answered here.

mod charset;
mod flow;
mod gate;
mod hfeed;
mod html;
mod item;
mod json;
mod line;
mod markup;
mod me;
mod page;
mod repair;
mod rich;
mod video;
mod xml;

pub use hfeed::read_page;
pub use html::{Clean, Cleaner};
pub(crate) use item::{Draft, Text, deduplicate, shorten};
pub use item::{Item, ItemImage, Marks};
pub use me::read_me;
pub(crate) use rich::to_html;
pub(crate) use video::youtube;

use url::Url;

/// Bytes of a feed.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Items read of one feed; later ones are left out.
pub const MAX_ITEMS: usize = 500;

/// A feed, cleaned.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Feed {
    /// Plain text; empty where the feed names none.
    pub title: String,
    /// In the feed's order.
    pub items: Vec<Item>,
}

/// Why a document was not read as a feed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    #[error("the feed has more than {0} bytes; ask for a shorter one")]
    TooLarge(usize),
    #[error("this is a web page, not a feed; look in it for the address of its feed")]
    WebPage,
    #[error("the page marks no posts up as h-entry; is there a feed instead?")]
    NoEntries,
    #[error("this is neither RSS, Atom nor JSON Feed")]
    NotAFeed,
    #[error("the feed declares entities, which are not expanded here")]
    Entities,
    #[error("the feed nests elements more than {0} deep")]
    TooDeep(usize),
    #[error("the feed has more than {0} elements")]
    TooManyTags(usize),
    #[error("the feed has a tag of more than {0} bytes")]
    LongTag(usize),
    #[error("the feed is damaged: {0}")]
    Unreadable(String),
}

/// Reads RSS, Atom or JSON Feed.
///
/// `content_type` is the header of the answer, if there was one; it may name the encoding. `base`
/// is where the feed came from: relative addresses are relative to it.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Feed, FeedError> {
    if bytes.len() > MAX_BYTES {
        return Err(FeedError::TooLarge(MAX_BYTES));
    }
    let text = charset::decode(bytes, content_type);
    let raw = match start(&text) {
        Some(json) if json.starts_with('{') => json::read(json, base)?,
        Some(xml) => xml::read(xml, base)?,
        None => return Err(FeedError::NotAFeed),
    };
    let mut cleaner = Cleaner::default();
    let title = match raw.title {
        Text::Plain(title) => html::one_line(&title),
        Text::Html(title) => cleaner.line(&title, base),
    };
    let items = raw
        .drafts
        .into_iter()
        .filter_map(|draft| draft.finish(&mut cleaner));
    let items = items.map(|item| signed(item, &title)).collect();
    Ok(Feed {
        items: deduplicate(items),
        title,
    })
}

/// A feed with its values as they are in the document.
struct Raw {
    title: Text,
    drafts: Vec<Draft>,
}

/// The document without what stands before it: white space, and messages of broken servers.
fn start(text: &str) -> Option<&str> {
    let first = text.find(['<', '{'])?;
    let rest = &text[first..];
    // A message may be HTML; a feed has begun where a name space or a version is given.
    let declared = rest
        .find("<?xml")
        .filter(|at| rest.starts_with('<') && !rest[..*at].contains("xmlns"));
    let declared = declared.filter(|at| !rest[..*at].contains("<rss"));
    Some(&rest[declared.unwrap_or(0)..])
}

/// An item that names nobody is the feed's.
fn signed(mut item: Item, title: &str) -> Item {
    if item.author.is_empty() {
        item.author = shorten(title, 200);
    }
    item
}
