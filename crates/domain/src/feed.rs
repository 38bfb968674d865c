//! The feed, decided and worded.

use crate::choice::{Choice, choice};
use crate::config::{Load, Options, Theme, words as listed};
use crate::link::encode;
use crate::post::Post;
use crate::state::{FeedState, Words};
use crate::text::Lang;

choice!(
    /// How posts are arranged.
    Layout {
        /// One column.
        List = "list",
        /// As many columns as fit, in rows.
        Grid = "grid",
        /// As many columns as fit, without gaps between posts of different heights.
        Masonry = "masonry",
        /// A row that is scrolled sideways.
        Carousel = "carousel",
        /// Narrow rows for a sidebar.
        Ticker = "ticker",
        /// One post, large.
        Single = "single",
    }
);
choice!(
    /// What asks for more posts.
    More {
        Button = "button",
        /// The button's coming into view, a few times; then the visitor again.
        Scroll = "scroll",
    }
);
choice!(
    /// How dates are written.
    Dates {
        Absolute = "absolute",
        /// "Yesterday", by a script; without one as [`Dates::Absolute`], for what is kept grows old.
        Relative = "relative",
    }
);
choice!(
    /// Where a video plays after the click.
    VideoMode {
        /// Where it is.
        Link = "link",
        /// In the page, if its network has a player that can stand there.
        Embed = "embed",
    }
);

choice!(
    /// Whether an open page is told what changes.
    Live { Off = "off", On = "on" }
);

impl Live {
    pub(crate) fn from_options(options: &Options) -> Self {
        match options.choice("load") {
            Load::Never => Self::Off,
            _ => options.choice("live"),
        }
    }
}

/// The feed's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    pub lang: Lang,
    pub theme: Theme,
    pub layout: Layout,
    pub more: More,
    pub dates: Dates,
    pub video: VideoMode,
    /// Posts per page.
    pub limit: u32,
    /// Ids of sources; empty means all.
    pub sources: Vec<String>,
    /// The id of a topic; empty means all posts.
    pub topic: String,
    /// Off where no script is to be loaded.
    pub live: Live,
}

impl Feed {
    /// The configuration; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        let limit = options
            .get("limit")
            .parse()
            .ok()
            .filter(|n| (1..=50).contains(n));
        let layout = options.choice("layout");
        Self {
            lang: options.lang(),
            theme: options.choice("theme"),
            layout,
            more: options.choice("more"),
            dates: options.choice("dates"),
            video: options.choice("video"),
            limit: match layout {
                Layout::Single => 1,
                _ => limit.unwrap_or(6),
            },
            sources: listed(options.get("sources")).map(str::to_owned).collect(),
            topic: options.get("topic").to_owned(),
            live: Live::from_options(options),
        }
    }
}

/// The feed of these options. `api` is the address of the site's posts, without a query.
pub fn feed(options: &Options, posts: Vec<Post>, next: Option<String>, api: &str) -> FeedState {
    let feed = Feed::from_options(options);
    let strings = feed.lang.strings();
    let scripted = is_scripted(&feed, &posts);
    FeedState {
        class: class(&feed, scripted),
        label: strings.feed.to_owned(),
        posts,
        next: next.filter(|_| feed.layout != Layout::Single),
        endpoint: endpoint(&feed, api),
        words: words(&feed, scripted),
        #[cfg(feature = "serde")]
        live: None,
    }
}

/// Whether `www/looks.js` has something to do. Where only a later page has pictures they stay links.
fn is_scripted(feed: &Feed, posts: &[Post]) -> bool {
    feed.layout == Layout::Carousel
        || feed.more == More::Scroll
        || feed.dates == Dates::Relative
        || posts.iter().any(|post| post.image.is_some())
        || feed.video == VideoMode::Embed && posts.iter().any(|post| post.video.is_some())
}

fn class(feed: &Feed, scripted: bool) -> String {
    let mut class = format!("feed {}", feed.layout.word());
    let mut add = |is_added: bool, word: &str| {
        if is_added {
            class.push(' ');
            class.push_str(word);
        }
    };
    add(feed.theme != Theme::default(), feed.theme.word());
    add(feed.more == More::Scroll, "scroll");
    add(feed.dates == Dates::Relative, "relative");
    add(scripted, "looks");
    add(feed.live == Live::On, "live");
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
    let video = match feed.video {
        VideoMode::Link => "",
        VideoMode::Embed => "&video=embed",
    };
    let (limit, lang) = (feed.limit, feed.lang.word());
    format!("{api}?limit={limit}&lang={lang}{sources}{topic}{video}&cursor=")
}

/// More new posts than a page of the API has are not counted.
const MOST_NEW: usize = 50;

/// `loaded` has a form for every number of posts that a page can bring: [`crate::text::pick`].
fn words(feed: &Feed, scripted: bool) -> Words {
    let strings = feed.lang.strings();
    let plurals = feed.lang.language().plurals;
    let loaded = plurals.packed(strings.posts_loaded, feed.limit as usize);
    let mut words = Words::from([
        ("loading", strings.loading),
        ("failed", strings.feed_failed),
        ("empty", strings.feed_empty),
        ("retry", strings.retry),
        ("more", strings.more_posts),
        ("end", strings.no_more_posts),
        ("loaded", &loaded),
        ("read_on", strings.read_on),
        ("sample", strings.sample),
        ("sensitive", strings.sensitive),
        ("enlarge", strings.enlarge),
    ]);
    if scripted {
        let more = Words::from([
            ("lang", feed.lang.word()),
            ("previous", strings.previous),
            ("next", strings.next),
            ("close", strings.close),
            ("image_of", strings.image_of),
        ]);
        words.0.extend(more.0);
    }
    if feed.live == Live::On {
        let new = plurals.packed(strings.new_posts, MOST_NEW);
        words.0.push(("new".to_owned(), new));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::{Image, Video};

    fn made(pairs: &[(&str, &str)], posts: Vec<Post>) -> FeedState {
        let options = pairs.iter().copied().collect();
        feed(&options, posts, Some("c".to_owned()), "/feed")
    }

    #[test]
    fn impossible_limits_fall_back() {
        for (limit, layout, expected) in [
            ("-3", "", 6),
            ("51", "grid", 6),
            ("12", "grid", 12),
            ("12", "single", 1),
        ] {
            let options = [("limit", limit), ("layout", layout)].into_iter().collect();
            assert_eq!(Feed::from_options(&options).limit, expected, "{limit}");
        }
    }

    #[test]
    fn a_single_post_is_not_followed_by_others() {
        assert_eq!(made(&[("layout", "single")], Vec::new()).next, None);
        assert!(made(&[("layout", "list")], Vec::new()).next.is_some());
    }

    #[test]
    fn a_script_is_asked_for_where_it_has_something_to_do() {
        let pictured = Post {
            image: Some(Image::default()),
            ..Post::default()
        };
        let film = Post {
            video: Some(Video::default()),
            ..Post::default()
        };
        for (pairs, post, expected) in [
            (&[][..], Post::default(), "feed list"),
            (&[], film.clone(), "feed list"),
            (&[("video", "embed")], film, "feed list looks"),
            (&[("theme", "dark")], pictured, "feed list dark looks"),
            (
                &[("layout", "carousel")],
                Post::default(),
                "feed carousel looks",
            ),
            (
                &[("more", "scroll")],
                Post::default(),
                "feed list scroll looks",
            ),
            (
                &[("dates", "relative")],
                Post::default(),
                "feed list relative looks",
            ),
            (&[("live", "on")], Post::default(), "feed list live"),
            (
                &[("live", "on"), ("load", "never")],
                Post::default(),
                "feed list",
            ),
        ] {
            let state = made(pairs, vec![post]);
            assert_eq!(state.class, expected);
            assert_eq!(
                state.words.get("close").is_empty(),
                !expected.contains("looks")
            );
        }
    }

    #[test]
    fn the_next_page_is_asked_for_with_what_shapes_its_posts() {
        let pairs = [
            ("sources", "a b"),
            ("topic", "t"),
            ("video", "embed"),
            ("limit", "3"),
        ];
        assert_eq!(
            made(&pairs, Vec::new()).endpoint,
            "/feed?limit=3&lang=de&sources=a%2Cb&topic=t&video=embed&cursor="
        );
    }
}
