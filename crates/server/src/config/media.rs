//! `[media]`: whether pictures of posts are copied, and how much of the disk they may take.

use super::reader::{Document, Table};
use super::values;

/// Copies of posts' pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    /// Bytes that the copies of one site may take.
    pub per_site: u64,
}

const PER_SITE: &str = "500 MB";

/// `None` if pictures are not wanted.
pub(super) fn read(document: &Document<'_>, root: &Table<'_>) -> Option<Media> {
    let table = root.table("media", &["pictures", "per_site"]);
    let wanted = table.and_then(|table| table.flag("pictures"));
    let text = table.and_then(|table| table.text("per_site"));
    let per_site = text.map(|text| {
        values::size(text.value).unwrap_or_else(|help| {
            let what = format!("media.per_site = \"{}\" is no size", text.value);
            document.error(text.line, what, help);
            0
        })
    });
    let per_site = per_site.or_else(|| values::size(PER_SITE).ok());
    wanted.is_none_or(|wanted| wanted.value).then_some(Media {
        per_site: per_site.unwrap_or_default(),
    })
}
