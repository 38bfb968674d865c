//! Web pages, parsed within limits.

use super::charset;
use super::markup::weight;
use super::{FeedError, MAX_BYTES};
use scraper::Html;

/// Element visits (see [`weight`]) for one page.
const MAX_WEIGHT: usize = 1_000_000;

/// The page; [`FeedError`] if it is too large or too deep.
pub(super) fn parse(bytes: &[u8], content_type: Option<&str>) -> Result<Html, FeedError> {
    if bytes.len() > MAX_BYTES {
        return Err(FeedError::TooLarge(MAX_BYTES));
    }
    let text = charset::decode(bytes, content_type);
    let cost = weight(&text).filter(|cost| *cost <= MAX_WEIGHT);
    cost.ok_or(FeedError::TooManyTags(MAX_WEIGHT))?;
    Ok(Html::parse_document(&text))
}
