//! The feed, decided and worded.

use crate::choice::Choice;
use crate::config::{Feed, Options, Theme};
use crate::link::encode;
use crate::post::Post;
use crate::state::{FeedState, Words};
use crate::text::Lang;

/// The feed of these options. `api` is the address of the site's posts, without a query.
pub fn feed(options: &Options, posts: Vec<Post>, next: Option<String>, api: &str) -> FeedState {
    let feed = Feed::from_options(options);
    let strings = feed.lang.strings();
    FeedState {
        class: class(&feed),
        label: strings.feed.to_owned(),
        posts,
        next,
        endpoint: endpoint(&feed, api),
        words: words(feed.lang, feed.limit),
    }
}

fn class(feed: &Feed) -> String {
    let mut class = format!("feed {}", feed.layout.word());
    if feed.theme != Theme::default() {
        class.push(' ');
        class.push_str(feed.theme.word());
    }
    class
}

fn endpoint(feed: &Feed, api: &str) -> String {
    let sources = match &feed.sources[..] {
        [] => String::new(),
        sources => format!("&sources={}", encode(&sources.join(","))),
    };
    let topic = match &feed.topic[..] {
        "" => String::new(),
        topic => format!("&topic={}", encode(topic)),
    };
    let (limit, lang) = (feed.limit, feed.lang.word());
    format!("{api}?limit={limit}&lang={lang}{sources}{topic}&cursor=")
}

/// `loaded` has a form for every number of posts that a page can bring: [`crate::text::pick`].
fn words(lang: Lang, limit: u32) -> Words {
    let strings = lang.strings();
    let plurals = lang.language().plurals;
    let loaded = plurals.packed(strings.posts_loaded, limit as usize);
    Words::from([
        ("loading", strings.loading),
        ("failed", strings.feed_failed),
        ("empty", strings.feed_empty),
        ("retry", strings.retry),
        ("more", strings.more_posts),
        ("end", strings.no_more_posts),
        ("loaded", &loaded),
        ("read_on", strings.read_on),
        ("sample", strings.sample),
    ])
}
