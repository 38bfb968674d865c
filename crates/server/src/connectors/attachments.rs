//! Pictures and films of posts on Mastodon.

use crate::feed::ItemImage;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Attachment {
    #[serde(default)]
    r#type: String,
    url: Option<String>,
    preview_url: Option<String>,
    description: Option<String>,
}

impl Attachment {
    /// The small version, which is also a still of a film.
    pub(super) fn image(&self) -> Option<ItemImage> {
        let full = self.url.as_ref().filter(|_| self.r#type == "image");
        let still = full.is_some() || self.is_video();
        let url = self.preview_url.as_ref().or(full).filter(|_| still)?;
        Some(ItemImage {
            url: url.clone(),
            alt: self.description.clone().unwrap_or_default(),
        })
    }

    pub(super) fn has_image(&self) -> bool {
        self.image().is_some()
    }

    pub(super) fn is_video(&self) -> bool {
        matches!(&self.r#type[..], "video" | "gifv")
    }
}
