//! Bluesky: a profile's followers and posts, from the public view of the network.
//!
//! Lexicons `app.bsky.actor.getProfile` and `app.bsky.feed.getAuthorFeed`.

use super::embeds::{embedded, is_video, quoted};
use super::facets::{escaped, html};
use super::labels::{HIDDEN, Label, NO_PICTURE, SENSITIVE, any};
use super::{
    Api, Conditional, ConnectorError, Posts, Settings, ask, count, json, json_request, seconds,
};
use crate::feed::{Cleaner, Draft, Item, Marks, Text, deduplicate};
use crate::fetch::{Client, Request};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use teilbar_domain::date::Timestamp;
use teilbar_domain::repost::Repost;
use url::Url;

pub(super) const LIMIT: &str = "50";
/// Where people see a post.
pub(super) const WEB: &str = "https://bsky.app";

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    count(
        &json(&profile(client, settings, handle).await?)?,
        "/followersCount",
    )
}

/// What the network says of an account, as JSON.
pub(super) async fn profile(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Bytes, ConnectorError> {
    let asked = request(settings, "app.bsky.actor.getProfile", handle, &[])?;
    Ok(ask(client, asked).await.map_err(unknown)?.body)
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    actor: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let more = [("limit", LIMIT), ("filter", "posts_no_replies")];
    let asked = request(settings, "app.bsky.feed.getAuthorFeed", actor, &more)?;
    let answer = ask(client, conditional.on(asked)).await.map_err(unknown)?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    let (title, items, times) = parse(&answer.body)?;
    Ok(Posts::fresh(title, items, answer).complete_since(times.into_iter()))
}

fn request(
    settings: &Settings,
    method: &str,
    actor: &str,
    more: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    let bare = actor.trim().trim_start_matches('@');
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'_');
    if !bare.contains(['.', ':']) || !bare.bytes().all(word) {
        let handle = actor.to_owned();
        return Err(ConnectorError::Handle {
            network: "Bluesky",
            handle,
            example: "name.bsky.social",
        });
    }
    let query = [&[("actor", bare)], more].concat();
    json_request(
        settings.base(Api::Bluesky),
        &format!("/xrpc/{method}"),
        &query,
    )
}

/// A well-formed question is bad only if nobody has that name.
pub(super) fn unknown(error: ConnectorError) -> ConnectorError {
    match error {
        ConnectorError::Status { status: 400, .. } => ConnectorError::NotFound,
        error => error,
    }
}

/// The name of the one whose feed it is, as far as it shows, the posts, and the times at which
/// they and others stand in the feed.
fn parse(bytes: &[u8]) -> Result<(String, Vec<Item>, Vec<i64>), ConnectorError> {
    let entries = entries(bytes)?;
    let owner = entries.iter().find_map(Entry::owner);
    if owner.is_some_and(|owner| any(&owner.labels, HIDDEN)) {
        return Err(ConnectorError::Private);
    }
    let title = owner.map(Author::name);
    let times = entries.iter().filter_map(Entry::time).collect();
    Ok((title.unwrap_or_default(), shown(entries)?, times))
}

/// What a feed of any kind is made of.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, ConnectorError> {
    let mut document = json(bytes)?;
    let Some(Value::Array(entries)) = document.get_mut("feed").map(Value::take) else {
        return Err(ConnectorError::Missing("feed"));
    };
    // One post in an unknown shape does not hide the others.
    let known = entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value::<Entry>(entry).ok());
    Ok(known.collect())
}

/// The posts that everybody may see, from whom everybody may see.
pub(super) fn shown(entries: Vec<Entry>) -> Result<Vec<Item>, ConnectorError> {
    let base = Url::parse(WEB).map_err(|_| ConnectorError::Setting(WEB.to_owned()))?;
    let mut cleaner = Cleaner::default();
    let shown = entries.into_iter().filter(|entry| {
        let owner = entry.owner();
        let is_hidden = owner.is_some_and(|owner| any(&owner.labels, HIDDEN));
        entry.post.record.reply.is_none() && !entry.post.has(HIDDEN) && !is_hidden
    });
    let items = shown.filter_map(|entry| {
        let repost = entry.repost();
        let mut draft = entry.post.draft(&base)?;
        draft.marks.repost = repost;
        draft.finish(&mut cleaner)
    });
    Ok(deduplicate(items.collect()))
}

#[derive(Deserialize)]
pub(super) struct Entry {
    post: Post,
    /// Why it is here if not for its author: a repost or a pin.
    reason: Option<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default, rename = "$type")]
    kind: String,
    by: Option<Author>,
    #[serde(rename = "indexedAt")]
    indexed_at: Option<String>,
}

impl Entry {
    /// Through whom it came here: its author, or who passed it on.
    fn owner(&self) -> Option<&Author> {
        match &self.reason {
            None => Some(&self.post.author),
            Some(reason) => reason.by.as_ref(),
        }
    }

    /// `None` for authors who repost themselves, too.
    fn repost(&self) -> Option<Repost> {
        let reason = self.reason.as_ref();
        let reason = reason.filter(|reason| reason.kind == "app.bsky.feed.defs#reasonRepost")?;
        let by = reason.by.as_ref();
        let is_own = by.is_some_and(|by| by.did == self.post.author.did);
        (!is_own).then(|| Repost {
            by: by.map(Author::name).unwrap_or_default(),
            at: reason.time().map(Timestamp),
        })
    }

    /// When it came to stand where it stands; `None` for a post that is pinned there.
    pub(super) fn time(&self) -> Option<i64> {
        let seen = self.post.indexed_at.as_deref().and_then(seconds);
        let Some(reason) = &self.reason else {
            // Clients may claim any time; the network sorts by the earlier one.
            return seconds(&self.post.record.created_at)
                .into_iter()
                .chain(seen)
                .min();
        };
        reason.time()
    }
}

impl Reason {
    fn time(&self) -> Option<i64> {
        self.indexed_at.as_deref().and_then(seconds)
    }
}

#[derive(Deserialize)]
struct Post {
    uri: String,
    #[serde(rename = "indexedAt")]
    indexed_at: Option<String>,
    author: Author,
    record: Record,
    #[serde(default)]
    embed: Value,
    #[serde(default)]
    labels: Vec<Label>,
}

#[derive(Deserialize)]
pub(super) struct Author {
    pub(super) did: String,
    handle: String,
    #[serde(default, rename = "displayName")]
    display_name: String,
    #[serde(default)]
    pub(super) labels: Vec<Label>,
}

impl Author {
    pub(super) fn name(&self) -> String {
        let name = self.display_name.trim();
        if name.is_empty() {
            self.handle.clone()
        } else {
            name.to_owned()
        }
    }
}

#[derive(Deserialize)]
struct Record {
    text: String,
    #[serde(rename = "createdAt")]
    created_at: String,
    #[serde(default)]
    facets: Vec<Value>,
    reply: Option<Value>,
    #[serde(default)]
    langs: Value,
    #[serde(default)]
    tags: Value,
}

impl Post {
    fn has(&self, labels: &[&str]) -> bool {
        any(&self.labels, labels) || any(&self.author.labels, labels)
    }

    /// `None` if it is no post but another kind of record.
    fn draft(self, base: &Url) -> Option<Draft> {
        let (_, key) = self.uri.split_once("/app.bsky.feed.post/")?;
        let who = if self.author.handle == "handle.invalid" {
            &self.author.did
        } else {
            &self.author.handle
        };
        let mut html = html(&self.record.text, &self.record.facets);
        let (card, picture) = embedded(&self.embed);
        if let Some((uri, title)) = card.filter(|(uri, _)| !html.contains(&escaped(uri))) {
            let words = if title.trim().is_empty() { uri } else { title };
            html.push_str(&format!(
                "<p><a href=\"{}\">{}</a></p>",
                escaped(uri),
                escaped(words)
            ));
        }
        html.push_str(&quoted(&self.embed));
        let marks = Marks {
            sensitive: self.has(SENSITIVE),
            video: is_video(&self.embed),
            // Hashtags of the text are in the text; these are further ones.
            ..Marks::new(
                texts(&self.record.langs).next(),
                texts(&self.record.tags).map(str::to_owned),
            )
        };
        Some(Draft {
            url: format!("{WEB}/profile/{who}/post/{key}"),
            title: Text::default(),
            content: Text::Html(html),
            published: seconds(&self.record.created_at),
            author: self.author.name(),
            image: picture.filter(|_| !self.has(NO_PICTURE)),
            base: base.clone(),
            marks,
            id: self.uri,
        })
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(record: Value) -> Value {
        json!({"post": {
            "uri": "at://did:plc:abc/app.bsky.feed.post/3k", "cid": "b",
            "author": {"did": "did:plc:abc", "handle": "ada.example", "displayName": "Ada", "labels": []},
            "record": record, "replyCount": 0, "labels": [], "indexedAt": "2026-03-03T10:00:01.000Z",
        }})
    }

    fn record(text: &str, facets: Value) -> Value {
        json!({"$type": "app.bsky.feed.post", "createdAt": "2026-03-03T10:00:00.000Z", "text": text, "facets": facets})
    }

    fn facet(start: u64, end: u64, feature: Value) -> Value {
        json!({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    }

    fn to(uri: &str) -> Value {
        json!({"$type": "app.bsky.richtext.facet#link", "uri": uri})
    }

    fn read(entries: Vec<Value>) -> (String, Vec<Item>) {
        let feed = json!({"feed": entries, "cursor": "x"}).to_string();
        let (title, items, _) = parse(feed.as_bytes()).unwrap();
        (title, items)
    }

    #[test]
    fn quotes_are_text_unless_they_are_hidden() {
        let quote = |labels: Value| {
            json!({"$type": "app.bsky.embed.record#view", "record": {
                "$type": "app.bsky.embed.record#viewRecord", "uri": "at://did:plc:xyz/app.bsky.feed.post/3q",
                "author": {"did": "did:plc:xyz", "handle": "grace.example", "displayName": "Grace <G>", "labels": labels},
                "value": {"text": "Zitat & mehr", "createdAt": "2026-03-01T10:00:00Z"}, "labels": [],
            }})
        };
        let open = quote(json!([]));
        let beside = json!({"$type": "app.bsky.embed.recordWithMedia#view", "record": open, "media": {"images": []}});
        for (embed, shown) in [
            (open, true),
            (beside, true),
            (quote(json!([{"val": "!no-unauthenticated"}])), false),
            (
                json!({"record": {"$type": "app.bsky.embed.record#viewBlocked", "uri": "at://x/app.bsky.feed.post/3q", "blocked": true}}),
                false,
            ),
        ] {
            let mut entry = entry(record("Seht", json!([])));
            entry["post"]["embed"] = embed;
            let html = read(vec![entry]).1.remove(0).html;
            assert_eq!(
                html.contains("Grace &lt;G&gt;</a></p><p>Zitat &amp; mehr</p></blockquote>"),
                shown,
                "{html}"
            );
            assert_eq!(html.contains("Zitat"), shown, "{html}");
        }
    }

    #[test]
    fn a_feed_is_complete_from_the_oldest_place_in_it() {
        let mut old = entry(record("alt", json!([])));
        old["post"]["record"]["createdAt"] = json!("2019-01-01T00:00:00Z");
        let mut reposted = old.clone();
        reposted["reason"] = json!({"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": "2026-03-02T10:00:00Z"});
        let mut pinned = old.clone();
        pinned["reason"] = json!({"$type": "app.bsky.feed.defs#reasonPin"});
        let feed = json!({"feed": [pinned, entry(record("neu", json!([]))), reposted]}).to_string();
        assert_eq!(
            parse(feed.as_bytes()).unwrap().2,
            [1_772_532_000, 1_772_445_600]
        );
    }

    fn shown(text: &str, facets: Value) -> String {
        let html = read(vec![entry(record(text, facets))]).1.remove(0).html;
        html.replace(" rel=\"nofollow noopener noreferrer ugc\"", "")
    }

    #[test]
    fn facets_count_bytes() {
        let text = "Grüße 👋 an a.example & <b>";
        let start = text.find("a.example").unwrap() as u64;
        let link = facet(start, start + 9, to("https://a.example/?x=1&y=2"));
        assert_eq!(
            shown(text, json!([link])),
            "<p>Grüße 👋 an <a href=\"https://a.example/?x=1&amp;y=2\">a.example</a> &amp; &lt;b&gt;</p>"
        );
        let mention = facet(
            0,
            4,
            json!({"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:xyz"}),
        );
        let tag = facet(
            5,
            10,
            json!({"$type": "app.bsky.richtext.facet#tag", "tag": "räd?"}),
        );
        assert_eq!(
            shown("@ada #räd?", json!([tag, mention])),
            "<p><a href=\"https://bsky.app/profile/did:plc:xyz\">@ada</a> \
             <a href=\"https://bsky.app/hashtag/r%C3%A4d%3F\">#räd</a>?</p>"
        );
    }

    #[test]
    fn wrong_facets_are_left_out() {
        for facets in [
            json!([facet(1, 3, to("https://a.example/"))]),
            json!([facet(0, 99, to("https://a.example/"))]),
            json!([facet(4, 2, to("https://a.example/"))]),
            json!([facet(2, 2, to("https://a.example/"))]),
            json!([facet(0, 3, to("javascript:alert(1)"))]),
            json!([facet(
                0,
                3,
                json!({"$type": "x#new", "uri": "https://a.example/"})
            )]),
            json!([{"index": {"byteStart": -1, "byteEnd": 3}, "features": []}, null, 7]),
        ] {
            assert_eq!(
                shown("äbc def", facets.clone()),
                "<p>äbc def</p>",
                "{facets}"
            );
        }
        let overlapping = json!([
            facet(0, 3, to("https://a.example/")),
            facet(2, 5, to("https://b.example/"))
        ]);
        assert_eq!(
            shown("abc def", overlapping),
            "<p><a href=\"https://a.example/\">abc</a> def</p>"
        );
    }

    #[test]
    fn lines_are_kept() {
        assert_eq!(shown("a\nb\n\nc", json!([])), "<p>a<br>b</p><p>c</p>");
    }

    #[test]
    fn posts_are_attributed_to_their_authors() {
        let mut repost = entry(record("von Grace", json!([])));
        repost["reason"] = json!({"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": "2026-03-04T10:00:00Z", "by": {"did": "did:plc:abc", "handle": "ada.example", "displayName": "Ada"}});
        repost["post"]["author"] =
            json!({"did": "did:plc:g", "handle": "handle.invalid", "displayName": "Grace"});
        repost["post"]["uri"] = json!("at://did:plc:g/app.bsky.feed.post/9z");
        let (title, items) = read(vec![repost, entry(record("eigen", json!([])))]);
        assert_eq!(title, "Ada");
        assert_eq!(
            (&items[0].author[..], &items[0].url[..]),
            ("Grace", "https://bsky.app/profile/did:plc:g/post/9z")
        );
        assert_eq!(
            (&items[1].author[..], &items[1].url[..]),
            ("Ada", "https://bsky.app/profile/ada.example/post/3k")
        );
        assert_eq!(items[1].published.unwrap().0, 1_772_532_000);
        let shared = Repost {
            by: "Ada".into(),
            at: Some(Timestamp(1_772_618_400)),
        };
        assert_eq!(items[0].marks.repost, Some(shared));
        assert_eq!(items[1].marks.repost, None);
    }

    #[test]
    fn who_reposts_is_shown_only_where_everybody_may_see_them() {
        let mut repost = entry(record("von Grace", json!([])));
        repost["post"]["author"]["did"] = json!("did:plc:g");
        repost["post"]["uri"] = json!("at://did:plc:g/app.bsky.feed.post/9z");
        repost["reason"] = json!({"$type": "app.bsky.feed.defs#reasonRepost", "by":
            {"did": "did:plc:abc", "handle": "ada.example", "labels": [{"val": "!no-unauthenticated"}]}});
        let feed = json!({"feed": [repost.clone()]}).to_string();
        // Alone it tells whose feed it is; in a list others may stand beside it.
        assert!(matches!(
            parse(feed.as_bytes()),
            Err(ConnectorError::Private)
        ));
        let (_, items) = read(vec![entry(record("eigen", json!([]))), repost.clone()]);
        assert_eq!(items.len(), 1);
        repost["reason"]["by"]["did"] = json!("did:plc:g");
        repost["reason"]["by"]["labels"] = json!([]);
        assert_eq!(read(vec![repost]).1[0].marks.repost, None, "one's own");
    }

    #[test]
    fn labels_are_respected() {
        let labelled = |path: &str, value: &str, neg: bool| {
            let mut entry = entry(record("x", json!([])));
            entry["post"]["embed"] = json!({"$type": "app.bsky.embed.images#view", "images": [{"thumb": "https://c.example/1", "alt": "A"}]});
            *entry.pointer_mut(path).unwrap() =
                json!([{"src": "did:plc:abc", "val": value, "neg": neg}]);
            // As a repost, so that the feed is not the author's.
            entry["reason"] = json!({"$type": "app.bsky.feed.defs#reasonRepost"});
            let items = read(vec![entry]).1;
            let seen = |item: &Item| (item.image.is_some(), item.marks.sensitive);
            items.first().map(seen)
        };
        for (path, value, neg, expected) in [
            ("/post/author/labels", "!no-unauthenticated", false, None),
            (
                "/post/author/labels",
                "!no-unauthenticated",
                true,
                Some((true, false)),
            ),
            ("/post/labels", "!takedown", false, None),
            ("/post/labels", "porn", false, Some((false, false))),
            ("/post/labels", "graphic-media", false, Some((true, true))),
            ("/post/labels", "nudity", true, Some((true, false))),
            ("/post/author/labels", "!warn", false, Some((true, true))),
            ("/post/labels", "spam-ish", false, Some((true, false))),
        ] {
            assert_eq!(labelled(path, value, neg), expected, "{path} {value}");
        }
    }

    #[test]
    fn a_profile_for_members_only_is_an_error() {
        let mut entry = entry(record("x", json!([])));
        entry["post"]["author"]["labels"] = json!([{"val": "!no-unauthenticated"}]);
        let refused = parse(json!({"feed": [entry]}).to_string().as_bytes());
        assert!(
            matches!(refused, Err(ConnectorError::Private)),
            "{refused:?}"
        );
    }

    #[test]
    fn embeds_give_pictures_and_cards() {
        let with = |embed: Value| {
            let mut entry = entry(record("Text", json!([])));
            entry["post"]["embed"] = embed;
            read(vec![entry]).1.remove(0)
        };
        let images = json!({"images": [{"thumb": "https://c.example/1", "fullsize": "https://c.example/1f", "alt": "Ein Rad"}]});
        for embed in [
            images.clone(),
            json!({"record": {}, "media": images.clone()}),
        ] {
            let image = with(embed).image.unwrap();
            assert_eq!(
                (&image.url[..], &image.alt[..]),
                ("https://c.example/1", "Ein Rad")
            );
        }
        let card = json!({"external": {"uri": "https://a.example/", "title": "Ein <Titel>", "description": "", "thumb": "https://c.example/2"}});
        let item = with(card);
        assert!(
            item.html.ends_with(">Ein &lt;Titel&gt;</a></p>"),
            "{}",
            item.html
        );
        assert_eq!(item.image.unwrap().url, "https://c.example/2");
        let film = json!({"playlist": "https://v.example/p.m3u8", "thumbnail": "https://v.example/t.jpg", "alt": "Film"});
        let film = with(film);
        assert!(film.marks.video);
        assert_eq!(film.image.unwrap().alt, "Film");
        assert!(!with(images).marks.video);
    }

    #[test]
    fn replies_and_unknown_shapes_are_left_out() {
        let mut reply = entry(record("Antwort", json!([])));
        reply["post"]["record"]["reply"] = json!({"parent": {}});
        let mut other = entry(record("kein Beitrag", json!([])));
        other["post"]["uri"] = json!("at://did:plc:abc/app.bsky.feed.generator/x");
        assert!(
            read(vec![reply, other, json!({"post": 1}), Value::Null])
                .1
                .is_empty()
        );
        for bad in ["{}", "[]", r#"{"feed": 1}"#] {
            assert!(
                matches!(parse(bad.as_bytes()), Err(ConnectorError::Missing("feed"))),
                "{bad}"
            );
        }
    }

    #[test]
    fn only_profiles_are_asked_for() {
        let settings = Settings::default();
        let asked = request(&settings, "app.bsky.actor.getProfile", "@ada.example", &[]).unwrap();
        assert_eq!(
            asked.url,
            "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=ada.example"
        );
        assert!(request(&settings, "m", "did:plc:abc", &[]).is_ok());
        for bad in [
            "",
            "@",
            "ada",
            "a b.example",
            "a/b.example",
            "a.example&x=1",
        ] {
            assert!(
                matches!(
                    request(&settings, "m", bad, &[]),
                    Err(ConnectorError::Handle { .. })
                ),
                "{bad}"
            );
        }
    }
}
