//! Mastodon and what speaks its interface: an account's followers and posts, and a hashtag's posts.
//!
//! `GET /api/v1/accounts/lookup`, then `GET /api/v1/accounts/{id}/statuses`; and
//! `GET /api/v1/timelines/tag/{tag}`; all without a token.

use super::attachments::Attachment;
use super::facets::escaped;
use super::{
    Conditional, ConnectorError, Posts, Settings, ask, count, json, json_request, seconds,
};
use crate::feed::{Cleaner, Draft, Item, Marks, Text, deduplicate};
use crate::fetch::{Client, Request, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use teilbar_domain::date::Timestamp;
use teilbar_domain::repost::Repost;
use url::Url;

/// Posts asked for at once; the interface gives no more.
const LIMIT: &str = "40";
/// Who may read a post that is shown: everyone.
const PUBLIC: &[&str] = &["public", "unlisted"];

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    count(
        &json(&profile(client, settings, handle).await?)?,
        "/followers_count",
    )
}

/// What its server says of an account, as JSON.
pub(super) async fn profile(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Bytes, ConnectorError> {
    let bare = handle.trim().trim_start_matches('@');
    let (user, host) = bare.split_once('@').ok_or_else(|| wrong(handle))?;
    Ok(ask(client, lookup(settings, host, user)?).await?.body)
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    host: &str,
    user: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let found = ask(client, lookup(settings, host, user)?).await?;
    let (id, title) = account(&found.body)?;
    let answer = ask(client, conditional.on(statuses(settings, host, &id)?)).await?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    timeline(title, answer)
}

/// Public posts with a hashtag, whoever wrote them. Servers whose timelines are closed refuse.
pub(super) async fn tagged(
    client: &Client,
    settings: &Settings,
    host: &str,
    tag: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    let path = format!("/api/v1/timelines/tag/{tag}");
    let asked = json_request(&origin(settings, host)?, &path, &[("limit", LIMIT)])?;
    let answer = ask(client, conditional.on(asked)).await?;
    if answer.status == 304 {
        return Ok(Posts::NotModified);
    }
    timeline(format!("#{tag}"), answer)
}

fn timeline(title: String, answer: Response) -> Result<Posts, ConnectorError> {
    let (items, times) = parse(&answer.body, &answer.final_url)?;
    Ok(Posts::fresh(title, items, answer).complete_since(times.into_iter()))
}

fn lookup(settings: &Settings, host: &str, user: &str) -> Result<Request, ConnectorError> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if user.is_empty() || !user.bytes().all(word) {
        return Err(wrong(&format!("@{user}@{host}")));
    }
    json_request(
        &origin(settings, host)?,
        "/api/v1/accounts/lookup",
        &[("acct", user)],
    )
}

fn statuses(settings: &Settings, host: &str, id: &str) -> Result<Request, ConnectorError> {
    let path = format!("/api/v1/accounts/{id}/statuses");
    json_request(
        &origin(settings, host)?,
        &path,
        &[("limit", LIMIT), ("exclude_replies", "true")],
    )
}

fn origin(settings: &Settings, host: &str) -> Result<String, ConnectorError> {
    let address = format!("{}://{host}", settings.mastodon_scheme);
    let only_a_host = !host.contains(['/', '?', '#', '@', '\\']);
    let url = Url::parse(&address)
        .ok()
        .filter(|_| only_a_host && !host.trim().is_empty());
    url.map(|url| url.to_string()).ok_or_else(|| wrong(host))
}

fn wrong(handle: &str) -> ConnectorError {
    ConnectorError::Handle {
        network: "Mastodon",
        handle: handle.to_owned(),
        example: "@user@host",
    }
}

/// The id by which the instance knows the account, and its name.
fn account(bytes: &[u8]) -> Result<(String, String), ConnectorError> {
    let document = json(bytes)?;
    let id = document.get("id").and_then(Value::as_str).filter(|id| {
        // It becomes part of a path.
        !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    let id = id.ok_or(ConnectorError::Missing("id"))?.to_owned();
    let account: Account = serde_json::from_value(document).unwrap_or_default();
    Ok((id, account.name()))
}

/// Reads a list of statuses; `base` is where it came from. Also the times at which they stand in
/// the list, which is for a boost not that of its post.
fn parse(bytes: &[u8], base: &Url) -> Result<(Vec<Item>, Vec<i64>), ConnectorError> {
    let Value::Array(statuses) = json(bytes)? else {
        return Err(ConnectorError::Missing("list of posts"));
    };
    let mut cleaner = Cleaner::default();
    // One post in an unknown shape does not hide the others.
    let known = statuses.into_iter().flat_map(serde_json::from_value);
    let known: Vec<Status> = known.collect();
    let times = known.iter().map(|status| &status.own.created_at[..]);
    let times = times.filter_map(seconds).collect();
    let shown = known
        .into_iter()
        .filter(|status| status.in_reply_to_id.is_none());
    // A boost is a post of the one who wrote it.
    let shown = shown.map(Status::shown);
    let shown = shown.filter(|(post, _)| PUBLIC.contains(&&post.visibility[..]));
    let items = shown.filter_map(|(post, repost)| {
        let mut draft = post.draft(base);
        draft.marks.repost = repost;
        draft.finish(&mut cleaner)
    });
    Ok((deduplicate(items.collect()), times))
}

#[derive(Deserialize)]
struct Status {
    in_reply_to_id: Option<String>,
    reblog: Option<Box<Post>>,
    #[serde(flatten)]
    own: Post,
}

impl Status {
    /// The post, and who passed it on if that is not its author.
    fn shown(self) -> (Post, Option<Repost>) {
        let Some(boosted) = self.reblog else {
            return (self.own, None);
        };
        let is_own = boosted.account.id == self.own.account.id;
        let repost = (!is_own).then(|| Repost {
            by: self.own.account.name(),
            at: seconds(&self.own.created_at).map(Timestamp),
        });
        (*boosted, repost)
    }
}

#[derive(Deserialize)]
struct Post {
    /// The same on every instance.
    uri: String,
    url: Option<String>,
    created_at: String,
    visibility: String,
    content: String,
    #[serde(default)]
    spoiler_text: String,
    #[serde(default)]
    sensitive: bool,
    account: Account,
    #[serde(default)]
    media_attachments: Vec<Attachment>,
    language: Option<String>,
    #[serde(default)]
    poll: Value,
    #[serde(default)]
    quote: Value,
}

#[derive(Default, Deserialize)]
struct Account {
    /// As the server that is asked knows it.
    #[serde(default)]
    id: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    username: String,
}

impl Account {
    fn name(self) -> String {
        match self.display_name.trim() {
            "" => self.username,
            name => name.to_owned(),
        }
    }
}

impl Post {
    /// What its author put behind a warning stays there.
    fn draft(self, base: &Url) -> Draft {
        let (poll, quote) = (poll(&self.poll), quote(&self.quote));
        let shown = self.media_attachments.iter().find(|one| one.has_image());
        let marks = Marks {
            warning: self.spoiler_text,
            sensitive: self.sensitive,
            video: shown.is_some_and(Attachment::is_video),
            // Hashtags are in the text.
            ..Marks::new(self.language.as_deref(), [])
        };
        Draft {
            url: self.url.unwrap_or_else(|| self.uri.clone()),
            id: self.uri,
            title: Text::default(),
            content: Text::Html(self.content + &poll + &quote),
            published: seconds(&self.created_at),
            author: self.account.name(),
            image: shown.and_then(Attachment::image),
            base: base.clone(),
            marks,
        }
    }
}

/// The choices of a poll; whoever wants to vote follows the link.
fn poll(poll: &Value) -> String {
    let options = poll.get("options").and_then(Value::as_array);
    let lines = options.into_iter().flatten().map(|option| {
        let words = option.get("title").and_then(Value::as_str);
        format!("<li>{}</li>", escaped(words.unwrap_or_default()))
    });
    let lines: String = lines.collect();
    if lines.is_empty() {
        lines
    } else {
        format!("<ul>{lines}</ul>")
    }
}

/// The post that is quoted, if its author agrees and put no warning before it.
fn quote(quote: &Value) -> String {
    let accepted = quote.get("state").and_then(Value::as_str) == Some("accepted");
    let quoted = quote.get("quoted_status").filter(|_| accepted).cloned();
    let quoted = quoted.and_then(|quoted| serde_json::from_value::<Post>(quoted).ok());
    let quoted = quoted.filter(|post| post.spoiler_text.trim().is_empty());
    quoted.map_or(String::new(), |post| {
        let href = escaped(post.url.as_deref().unwrap_or(&post.uri));
        let name = escaped(&post.account.name());
        let words = post.content;
        format!("<blockquote><p><a href=\"{href}\">{name}</a></p>{words}</blockquote>")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(id: u32, more: &str) -> String {
        let host = "https://social.example";
        format!(
            r#"{{"id": "{id}", "uri": "{host}/users/ada/statuses/{id}", "url": "{host}/@ada/{id}",
            "created_at": "2026-03-03T10:00:00.000Z", "in_reply_to_id": null, "in_reply_to_account_id": null,
            "sensitive": false, "spoiler_text": "", "visibility": "public", "language": "de", "replies_count": 1,
            "content": "<p>Hallo <a href=\"{host}/tags/rad\" class=\"mention hashtag\">#<span>rad</span></a></p>",
            "reblog": null, "account": {{"id": "9", "username": "ada", "acct": "ada", "display_name": "Ada :rad:"}},
            "media_attachments": [], "tags": [], "emojis": [], "card": null, "poll": null {more}}}"#
        )
    }

    /// The same key twice is an error, so what a row changes is replaced.
    fn with(id: u32, from: &str, to: &str) -> String {
        let text = status(id, "");
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    }

    fn read(statuses: &[String]) -> Vec<Item> {
        let base = Url::parse("https://social.example/api/v1/accounts/9/statuses").unwrap();
        parse(format!("[{}]", statuses.join(",")).as_bytes(), &base)
            .unwrap()
            .0
    }

    #[test]
    fn a_post_is_read() {
        let item = read(&[status(1, "")]).remove(0);
        assert_eq!(item.id, "https://social.example/users/ada/statuses/1");
        assert_eq!(
            (&item.url[..], &item.title[..]),
            ("https://social.example/@ada/1", "")
        );
        assert_eq!(
            item.html,
            "<p>Hallo <a href=\"https://social.example/tags/rad\" rel=\"nofollow noopener noreferrer ugc\">#rad</a></p>"
        );
        assert_eq!(
            (&item.author[..], item.published.unwrap().0),
            ("Ada :rad:", 1_772_532_000)
        );
    }

    #[test]
    fn replies_and_private_posts_are_left_out() {
        let items = read(&[
            with(1, "\"in_reply_to_id\": null", "\"in_reply_to_id\": \"7\""),
            with(2, "\"public\"", "\"private\""),
            with(3, "\"public\"", "\"direct\""),
            with(4, "\"public\"", "\"unlisted\""),
            "{\"id\": \"5\", \"content\": 7}".to_owned(),
            "null".to_owned(),
        ]);
        assert_eq!(items.len(), 1);
        assert!(items[0].url.ends_with("/4"));
    }

    #[test]
    fn a_boost_is_the_post_of_its_author() {
        let original = status(7, "")
            .replace("\"Ada :rad:\"", "\"Grace\"")
            .replace("\"id\": \"9\"", "\"id\": \"10\"")
            .replace("social.example", "other.example");
        let boost = with(8, "\"reblog\": null", &format!("\"reblog\": {original}"));
        let items = read(&[boost, original]);
        assert_eq!(items.len(), 1, "a post and its boost are one");
        assert_eq!(
            (&items[0].author[..], &items[0].url[..]),
            ("Grace", "https://other.example/@ada/7")
        );
        let repost = Repost {
            by: "Ada :rad:".into(),
            at: Some(Timestamp(1_772_532_000)),
        };
        assert_eq!(items[0].marks.repost, Some(repost));
        let own = with(
            9,
            "\"reblog\": null",
            &format!("\"reblog\": {}", status(7, "")),
        );
        assert_eq!(read(&[own])[0].marks.repost, None);
    }

    #[test]
    fn warnings_are_kept() {
        let media = r#""media_attachments": [{"id": "1", "type": "audio", "url": "https://m.example/a.mp3"},
            {"id": "2", "type": "image", "url": "https://m.example/1.png", "preview_url": "https://m.example/1s.png",
             "description": "Ein  Rad"}]"#;
        let pictured = with(1, "\"media_attachments\": []", media);
        let image = read(std::slice::from_ref(&pictured))[0]
            .image
            .clone()
            .unwrap();
        assert_eq!(
            (&image.url[..], &image.alt[..]),
            ("https://m.example/1s.png", "Ein Rad")
        );
        let marked = |from: &str, to: &str| {
            let item = read(&[pictured.replace(from, to)]).remove(0);
            assert!(item.html.contains("Hallo") && item.image.is_some(), "{to}");
            (item.marks.warning, item.marks.sensitive, item.marks.video)
        };
        let (safe, none) = ("\"sensitive\": false", String::new());
        assert_eq!(marked(safe, safe), (none.clone(), false, false));
        assert_eq!(
            marked(safe, "\"sensitive\": true"),
            (none.clone(), true, false)
        );
        assert_eq!(
            marked("\"type\": \"image\"", "\"type\": \"video\""),
            (none, false, true)
        );
        let warned = "\"spoiler_text\": \" Spinnen\\n<3 \"";
        assert_eq!(
            marked("\"spoiler_text\": \"\"", warned),
            ("Spinnen <3".to_owned(), false, false)
        );
    }

    #[test]
    fn polls_and_quotes_are_text() {
        let poll = r#""poll": {"id": "1", "expired": false, "options": [{"title": "Ja & <nein>", "votes_count": 3}, {"title": "Nein"}]}"#;
        let voted = with(1, "\"poll\": null", poll);
        let html = read(&[voted]).remove(0).html;
        assert!(
            html.ends_with("<ul><li>Ja &amp; &lt;nein&gt;</li><li>Nein</li></ul>"),
            "{html}"
        );
        let quoted = status(7, "").replace("\"Ada :rad:\"", "\"Grace\"");
        for (state, spoiler, shown) in [
            ("accepted", "", true),
            ("accepted", "Spinnen", false),
            ("pending", "", false),
            ("revoked", "", false),
        ] {
            let quoted = quoted.replace(
                "\"spoiler_text\": \"\"",
                &format!("\"spoiler_text\": \"{spoiler}\""),
            );
            let quote =
                format!(", \"quote\": {{\"state\": \"{state}\", \"quoted_status\": {quoted}}}");
            let html = read(&[status(1, &quote)]).remove(0).html;
            assert_eq!(
                html.contains("<blockquote><p><a href=\"https://social.example/@ada/7\""),
                shown,
                "{html}"
            );
            assert_eq!(html.contains("Grace"), shown);
        }
    }

    #[test]
    fn a_boost_stands_where_it_was_boosted() {
        let original = status(7, "").replace("2026-03-03T10", "2019-03-03T10");
        let boost = with(8, "\"reblog\": null", &format!("\"reblog\": {original}"));
        let base = Url::parse("https://social.example/").unwrap();
        let (items, times) = parse(format!("[{boost}]").as_bytes(), &base).unwrap();
        assert_eq!(times, [1_772_532_000]);
        assert!(items[0].published.unwrap().0 < 1_600_000_000);
    }

    #[test]
    fn only_profiles_are_asked_for() {
        let settings = Settings::default();
        let asked = lookup(&settings, "social.example", "ada").unwrap();
        assert_eq!(
            asked.url,
            "https://social.example/api/v1/accounts/lookup?acct=ada"
        );
        for (host, user) in [
            ("", "ada"),
            ("a/b", "ada"),
            ("a@b", "ada"),
            ("a b", "ada"),
            ("a", ""),
            ("a", "a b"),
            ("a", "a&b"),
        ] {
            assert!(
                matches!(
                    lookup(&settings, host, user),
                    Err(ConnectorError::Handle { .. })
                ),
                "{user}@{host}"
            );
        }
        for bad in [
            &br#"{"id": 7}"#[..],
            br#"{"id": "../x"}"#,
            br#"{"error": "Record not found"}"#,
        ] {
            assert!(matches!(account(bad), Err(ConnectorError::Missing("id"))));
        }
    }
}
