//! RSS 0.9x, 1.0 and 2.0, and Atom.

use super::gate;
use super::item::{Draft, ItemImage, Marks, Text};
use super::{FeedError, MAX_ITEMS, Raw};
use feed_rs::model::{Entry, FeedType, Link, MediaObject, Person, Text as RawText};
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Names of picture files, for media that do not say what they are.
const PICTURES: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"];

/// Reads a document whose first character is `<`.
pub(super) fn read(text: &str, base: &Url) -> Result<Raw, FeedError> {
    let prepared = gate::prepare(text)?;
    let feed = parse(&prepared, base)?;
    let markup = Markup::of(&feed.feed_type);
    let home = address(&feed.links).and_then(|home| base.join(home).ok());
    let everybody = names(&feed.authors);
    let lang = feed.language.unwrap_or_default();
    let entries = feed.entries.into_iter().take(MAX_ITEMS);
    let drafts = entries
        .map(|entry| {
            let marks = marks(&entry, &lang);
            let base = home.as_ref().unwrap_or(base);
            Draft {
                marks,
                ..draft(entry, markup, &everybody, base)
            }
        })
        .collect();
    Ok(Raw {
        title: feed
            .title
            .map_or_else(Text::default, |title| markup.read(title)),
        drafts,
    })
}

fn parse(text: &str, base: &Url) -> Result<feed_rs::model::Feed, FeedError> {
    let parser = feed_rs::parser::Builder::new()
        .base_uri(Some(base.as_str()))
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .build();
    // feed-rs 3.0.0 unwraps in two places that a feed can reach: durations over 64 bits
    // (parse_npt) and names whose mail address follows a letter outside ASCII
    // (parse_person_name_email).
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    match parsed {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(feed_rs::parser::ParseFeedError::ParseError(
            feed_rs::parser::ParseErrorKind::NoFeedRoot,
        ))) => Err(FeedError::NotAFeed),
        Ok(Err(error)) => Err(FeedError::Unreadable(error.to_string())),
        Err(_) => Err(FeedError::Unreadable("the parser gave up".to_owned())),
    }
}

/// Whether a text may be HTML although it does not say so.
#[derive(Clone, Copy)]
enum Markup {
    /// RSS does not say, and everybody writes HTML.
    Everywhere,
    /// Atom says.
    Declared,
}

impl Markup {
    fn of(kind: &FeedType) -> Self {
        match kind {
            FeedType::Atom | FeedType::JSON => Markup::Declared,
            FeedType::RSS0 | FeedType::RSS1 | FeedType::RSS2 => Markup::Everywhere,
        }
    }

    fn read(self, text: RawText) -> Text {
        self.typed(text.content_type.as_str(), text.content)
    }

    fn typed(self, kind: &str, content: String) -> Text {
        match self {
            Markup::Declared if kind.starts_with("text/plain") => Text::Plain(content),
            _ => Text::Html(content),
        }
    }
}

fn draft(entry: Entry, markup: Markup, everybody: &str, base: &Url) -> Draft {
    let own_base = entry.base.as_deref().and_then(|own| base.join(own).ok());
    let author = names(&entry.authors);
    let permalink =
        Some(&entry.id[..]).filter(|id| id.starts_with("http:") || id.starts_with("https:"));
    let (described, image) = media(&entry.media);
    let enclosed = entry
        .links
        .iter()
        .find(|link| is(link, "enclosure") && is_picture(link.media_type.as_deref(), &link.href));
    let enclosed = enclosed.map(|link| ItemImage {
        url: link.href.clone(),
        alt: link.title.clone().unwrap_or_default(),
    });
    Draft {
        url: address(&entry.links)
            .or(permalink)
            .unwrap_or_default()
            .to_owned(),
        title: entry
            .title
            .map_or_else(Text::default, |title| markup.read(title)),
        content: content(entry.content, entry.summary, described, markup),
        published: entry.published.or(entry.updated).map(|at| at.timestamp()),
        author: if author.is_empty() {
            everybody.to_owned()
        } else {
            author
        },
        image: image.or(enclosed),
        base: own_base
            .filter(|own| matches!(own.scheme(), "http" | "https"))
            .unwrap_or_else(|| base.clone()),
        id: entry.id,
        marks: Marks::default(),
    }
}

/// What the entry, or else the feed, says of language and categories.
fn marks(entry: &Entry, lang: &str) -> Marks {
    let named = |category: &feed_rs::model::Category| {
        let label = category.label.clone();
        label.unwrap_or_else(|| category.term.clone())
    };
    let lang = entry.language.as_deref().unwrap_or(lang);
    Marks {
        video: has_video(entry),
        ..Marks::new(Some(lang), entry.categories.iter().map(named))
    }
}

/// Whether a film is enclosed, or is what the entry is about.
fn has_video(entry: &Entry) -> bool {
    let is_film = |kind: &str| kind.starts_with("video/");
    let enclosed = entry.links.iter().filter(|link| is(link, "enclosure"));
    let mut enclosed = enclosed.filter_map(|link| link.media_type.as_deref());
    let described = entry.media.iter().flat_map(|medium| &medium.content);
    let mut described = described.filter_map(|content| content.content_type.as_ref());
    enclosed.any(is_film) || described.any(|kind| is_film(kind.as_str()))
}

/// The fullest text there is.
fn content(
    content: Option<feed_rs::model::Content>,
    summary: Option<RawText>,
    described: Option<RawText>,
    markup: Markup,
) -> Text {
    let full = content.and_then(|content| {
        let kind = content.content_type.as_str().to_owned();
        // Anything else is a file packed into the feed.
        let readable = kind.starts_with("text/") || kind.contains("html") || kind.contains("xml");
        content
            .body
            .filter(|_| readable)
            .filter(|body| !body.trim().is_empty())
            .map(|body| markup.typed(&kind, body))
    });
    let short = summary
        .filter(|summary| !summary.content.trim().is_empty())
        .map(|summary| markup.read(summary));
    let described = described.map(|text| match text.content_type.as_str() {
        "text/html" => Text::Html(text.content),
        _ => Text::Plain(text.content),
    });
    full.or(short).or(described).unwrap_or_default()
}

/// The description of the first medium, and the first picture.
fn media(media: &[MediaObject]) -> (Option<RawText>, Option<ItemImage>) {
    let described = media.iter().find_map(|object| object.description.clone());
    let picture = media
        .iter()
        .find_map(|object| Some((object, picture(object)?)));
    let image = picture.map(|(object, url)| {
        let words = object.title.as_ref().or(object.description.as_ref());
        ItemImage {
            url,
            alt: words.map(|words| words.content.clone()).unwrap_or_default(),
        }
    });
    (described, image)
}

fn picture(object: &MediaObject) -> Option<String> {
    let full = object.content.iter().find_map(|content| {
        let kind = content.content_type.as_ref().map(|kind| kind.as_str());
        content
            .url
            .as_ref()
            .filter(|url| is_picture(kind, url.as_str()))
            .map(Url::to_string)
    });
    full.or_else(|| {
        object
            .thumbnails
            .first()
            .map(|thumbnail| thumbnail.image.uri.clone())
    })
}

fn is_picture(kind: Option<&str>, url: &str) -> bool {
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match kind {
        Some(kind) => kind.starts_with("image/"),
        None => PICTURES.iter().any(|ending| path.ends_with(ending)),
    }
}

fn is(link: &Link, rel: &str) -> bool {
    link.rel.as_deref() == Some(rel)
}

/// The address of the page that a feed or an entry stands for.
fn address(links: &[Link]) -> Option<&str> {
    let pages = || links.iter().filter(|link| link.target.is_none());
    let html = |link: &&Link| {
        link.media_type
            .as_deref()
            .is_none_or(|kind| kind.contains("html"))
    };
    let best = pages().find(|link| is(link, "alternate") && html(link));
    let best = best.or_else(|| pages().find(|link| link.rel.is_none() || is(link, "alternate")));
    best.map(|link| link.href.trim())
        .filter(|href| !href.is_empty())
}

/// Names without the mail addresses that RSS puts beside or in place of them.
fn names(people: &[Person]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for person in people {
        let name = person.name.as_deref().unwrap_or_default();
        let name = name
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"'));
        if !name.is_empty() && !name.contains('@') && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
