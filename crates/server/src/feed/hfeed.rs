//! Posts that a page marks up for machines: `h-entry` of microformats2, in an `h-feed` or alone.

use super::item::{Draft, ItemImage, Text, deduplicate};
use super::{Cleaner, Feed, FeedError, MAX_ITEMS, html::one_line, page};
use scraper::{ElementRef, Html, Node};
use url::Url;

/// Reads the posts of a web page; `base` is its address.
///
/// # Errors
/// If the page is too large or too deep, or marks no posts up.
pub fn read_page(bytes: &[u8], content_type: Option<&str>, base: &Url) -> Result<Feed, FeedError> {
    let page = page::parse(bytes, content_type)?;
    let roots = tops(page.root_element());
    let (feeds, alone): (Vec<_>, Vec<_>) = roots.into_iter().partition(|root| is(root, "h-feed"));
    // A page has one feed; entries beside it are teasers of other pages.
    let (title, entries) = match feeds.first() {
        Some(feed) => (line(*feed, "p-name"), tops(*feed)),
        None => (title(&page), alone),
    };
    let owner = feeds.first().map_or(String::new(), |feed| author(*feed));
    let mut cleaner = Cleaner::default();
    let entries = entries.into_iter().filter(|root| is(root, "h-entry"));
    let items = entries
        .take(MAX_ITEMS)
        .filter_map(|entry| draft(entry, &owner, base)?.finish(&mut cleaner));
    let items = deduplicate(items.collect());
    if items.is_empty() && feeds.is_empty() {
        return Err(FeedError::NoEntries);
    }
    Ok(Feed { title, items })
}

/// A reply, like or repost is about something else, and makes no sense without it.
const RESPONSES: [&str; 3] = ["u-in-reply-to", "u-like-of", "u-repost-of"];

fn draft(entry: ElementRef<'_>, owner: &str, base: &Url) -> Option<Draft> {
    if RESPONSES.iter().any(|class| first(entry, class).is_some()) {
        return None;
    }
    let url = address(entry, "u-url");
    let id = address(entry, "u-uid");
    let name = line(entry, "p-name");
    let content = first(entry, "e-content").map(|content| Text::Html(content.inner_html()));
    let summary = || Text::Plain(line(entry, "p-summary"));
    let words = first(entry, "e-content").map(|content| one_line(&text(content)));
    // Notes have no name, but often a copy of their text in its place.
    let named = words.is_none_or(|words| !words.starts_with(&name));
    let published = first(entry, "dt-published").or_else(|| first(entry, "dt-updated"));
    let author = author(entry);
    Some(Draft {
        id: id.or(url.clone()).unwrap_or_default(),
        url: url.unwrap_or_default(),
        title: Text::Plain(if named { name } else { String::new() }),
        content: content.unwrap_or_else(summary),
        published: published.and_then(|time| moment(time)),
        author: if author.is_empty() {
            owner.to_owned()
        } else {
            author
        },
        image: address(entry, "u-photo").map(|url| ItemImage {
            url,
            alt: first(entry, "u-photo")
                .and_then(|photo| photo.value().attr("alt"))
                .unwrap_or_default()
                .to_owned(),
        }),
        base: base.clone(),
        marks: super::Marks::default(),
    })
}

/// The name on an author's card, or the card's whole text.
fn author(of: ElementRef<'_>) -> String {
    let Some(card) = first(of, "p-author") else {
        return String::new();
    };
    match line(card, "p-name") {
        name if name.is_empty() => one_line(&text(card)),
        name => name,
    }
}

fn moment(time: ElementRef<'_>) -> Option<i64> {
    let words = text(time);
    let written = time.value().attr("datetime").unwrap_or(&words).trim();
    let exact = written.parse::<jiff::Timestamp>().ok();
    let exact = exact.or_else(|| {
        jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", written.replacen(' ', "T", 1)).ok()
    });
    // Without a zone it is read as UTC: a few hours beside the truth is better than no date.
    let civil = || written.parse::<jiff::civil::DateTime>().ok();
    let civil = || civil()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let at = exact.or_else(|| civil().map(|zoned| zoned.timestamp()));
    at.map(jiff::Timestamp::as_second)
}

/// The value of a property that is an address.
fn address(of: ElementRef<'_>, class: &str) -> Option<String> {
    let element = first(of, class)?;
    let attributes = ["href", "src", "data", "value"];
    let value = attributes
        .iter()
        .find_map(|name| element.value().attr(name));
    let value = value.map_or_else(|| text(element), str::to_owned);
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// A property as text on one line.
fn line(of: ElementRef<'_>, class: &str) -> String {
    first(of, class).map_or(String::new(), |element| one_line(&text(element)))
}

fn title(page: &Html) -> String {
    let titles = page
        .root_element()
        .descendants()
        .filter_map(ElementRef::wrap);
    let mut titles = titles.filter(|element| element.value().name() == "title");
    titles
        .next()
        .map_or(String::new(), |title| one_line(&text(title)))
}

/// The text, without that of scripts and styles.
fn text(of: ElementRef<'_>) -> String {
    let silent = |node: &ego_tree::NodeRef<'_, Node>| {
        let parent = node.parent().and_then(ElementRef::wrap);
        parent.is_some_and(|parent| matches!(parent.value().name(), "script" | "style"))
    };
    let texts = of.descendants().filter(|node| !silent(node));
    let texts = texts.filter_map(|node| Some(node.value().as_text()?.to_string()));
    texts.collect()
}

/// The first element of a class that is the entry's own: not one of something in it.
fn first<'a>(of: ElementRef<'a>, class: &str) -> Option<ElementRef<'a>> {
    let mut waiting = children(of);
    while let Some(element) = waiting.pop() {
        if is(&element, class) {
            return Some(element);
        }
        if !is_root(&element) {
            waiting.extend(children(element));
        }
    }
    None
}

/// The outermost things that are marked up below an element.
fn tops(of: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let (mut found, mut waiting) = (Vec::new(), children(of));
    while let Some(element) = waiting.pop() {
        if is_root(&element) {
            found.push(element);
        } else {
            waiting.extend(children(element));
        }
    }
    found
}

/// Last first, so that a stack gives them in the page's order.
fn children(of: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    of.children().rev().filter_map(ElementRef::wrap).collect()
}

fn is(element: &ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|own| own == class)
}

fn is_root(element: &ElementRef<'_>) -> bool {
    let mut classes = element.value().classes();
    classes.any(|class| class.starts_with("h-"))
}
