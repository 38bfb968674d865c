//! Telegram: members of a channel (`getChatMemberCount`) and its posts (`getUpdates`), by a bot that
//! is an administrator there.

use super::facets::{escaped, push_text};
use super::{
    Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, name, text,
};
use crate::feed::{Cleaner, Draft, Item, Text, deduplicate};
use crate::fetch::{Client, Request};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use teilbar_domain::network::Network;
use url::Url;

const EXAMPLE: &str = "the channel's public name, such as nordlicht";

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let chat = format!("@{}", name(Network::Telegram, handle, EXAMPLE)?);
    let asked = request(settings, "getChatMemberCount", &[("chat_id", &chat)])?;
    count(
        &json(&ask_as(client, asked, meaning).await?.body)?,
        "/result",
    )
}

/// Telegram keeps what a bot is told for a day and then forgets it, and so it does what comes before
/// the offset. An offset from the end leaves the newest hundred for whoever asks next: several
/// sources can share a bot.
pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    channel: &str,
) -> Result<Posts, ConnectorError> {
    let channel = name(Network::Telegram, channel, EXAMPLE)?;
    let query = [
        ("offset", "-100"),
        ("limit", "100"),
        (
            "allowed_updates",
            r#"["channel_post","edited_channel_post"]"#,
        ),
    ];
    let asked = request(settings, "getUpdates", &query)?;
    let answer = ask_as(client, asked, meaning).await?;
    let (title, items) = parse(&json(&answer.body)?, channel)?;
    Ok(Posts::fresh(title, items, answer))
}

fn request(
    settings: &Settings,
    method: &str,
    query: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    let token = settings.secret(Network::Telegram)?;
    let token = token.expose_secret();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-');
    // It is part of the path here, and must not end up in a message about a bad address.
    if !token.bytes().all(plain) {
        return Err(ConnectorError::Expired);
    }
    json_request(
        settings.base(Api::Telegram),
        &format!("/bot{token}/{method}"),
        query,
    )
}

fn meaning(status: u16, body: &Value) -> Option<ConnectorError> {
    let wait = body
        .pointer("/parameters/retry_after")
        .and_then(Value::as_u64);
    Some(match status {
        429 => ConnectorError::Limited {
            retry_after: wait.map(Duration::from_secs),
        },
        // The token is part of the path, so a wrong one is not found.
        401 | 404 => ConnectorError::Expired,
        400 if text(body, "/description").contains("not found") => ConnectorError::NotFound,
        _ => return None,
    })
}

fn parse(document: &Value, channel: &str) -> Result<(String, Vec<Item>), ConnectorError> {
    let web = format!("https://t.me/{channel}");
    let base = Url::parse(&web).map_err(|_| ConnectorError::Setting(web.clone()))?;
    // An edit comes later and replaces what was there.
    let mut posts: BTreeMap<i64, &Value> = BTreeMap::new();
    for update in list(document, "/result")? {
        let post = update
            .get("edited_channel_post")
            .or(update.get("channel_post"));
        let own = post.filter(|post| text(post, "/chat/username").eq_ignore_ascii_case(channel));
        if let Some((id, post)) =
            own.and_then(|post| Some((post.get("message_id")?.as_i64()?, post)))
        {
            posts.insert(id, post);
        }
    }
    let title = posts
        .values()
        .next_back()
        .map(|post| text(post, "/chat/title"));
    let mut cleaner = Cleaner::default();
    let items = posts.iter().rev().filter_map(|(id, post)| {
        let draft = Draft {
            id: format!("{web}/{id}"),
            url: format!("{web}/{id}"),
            title: Text::default(),
            content: Text::Html(html(post)),
            published: post.get("date").and_then(Value::as_i64),
            author: text(post, "/author_signature"),
            // A picture is an id here, which only the bot can turn into a file.
            image: None,
            base: base.clone(),
            marks: crate::feed::Marks::default(),
        };
        draft.finish(&mut cleaner)
    });
    Ok((title.unwrap_or_default(), deduplicate(items.collect())))
}

/// The words, what is behind links, and a poll's choices.
fn html(post: &Value) -> String {
    let (words, marks) = match post.get("text").and_then(Value::as_str) {
        Some(words) => (words, post.get("entities")),
        None => (
            post.get("caption")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            post.get("caption_entities"),
        ),
    };
    let marks = marks.and_then(Value::as_array).map(Vec::as_slice);
    let mut out = marked(words, marks.unwrap_or_default());
    let question = text(post, "/poll/question");
    if !question.is_empty() {
        out.push_str(&format!("<p>{}</p><ul>", escaped(&question)));
        let options = post.pointer("/poll/options").and_then(Value::as_array);
        for option in options.into_iter().flatten() {
            out.push_str(&format!("<li>{}</li>", escaped(&text(option, "/text"))));
        }
        out.push_str("</ul>");
    }
    out
}

/// Text whose links are marked by places, counted in units of UTF-16.
fn marked(words: &str, marks: &[Value]) -> String {
    let units: Vec<u16> = words.encode_utf16().collect();
    let part = |from: usize, to: usize| String::from_utf16_lossy(&units[from..to]);
    let mut out = String::from("<p>");
    let mut done = 0;
    for mark in marks {
        let place = |field: &str| usize::try_from(mark.get(field)?.as_u64()?).ok();
        let (Some(start), Some(length)) = (place("offset"), place("length")) else {
            continue;
        };
        let Some(end) = start.checked_add(length).filter(|end| *end <= units.len()) else {
            continue;
        };
        let href = match &text(mark, "/type")[..] {
            "text_link" => text(mark, "/url"),
            "url" => part(start, end),
            _ => continue,
        };
        if start >= done && href.starts_with("http") {
            push_text(&part(done, start), &mut out);
            out.push_str(&format!("<a href=\"{}\">", escaped(&href)));
            push_text(&part(start, end), &mut out);
            out.push_str("</a>");
            done = end;
        }
    }
    push_text(&part(done, units.len()), &mut out);
    out + "</p>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_count_units_of_utf_16() {
        let words = "👋 hier, https://a.example";
        let marks = json!([
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "text_link", "offset": 3, "length": 4, "url": "https://b.example/?x=1&y=2"},
            {"type": "url", "offset": 9, "length": 17},
            {"type": "url", "offset": 20, "length": 900},
            {"type": "text_link", "offset": 1, "length": 2, "url": "javascript:alert(1)"},
        ]);
        assert_eq!(
            marked(words, marks.as_array().unwrap()),
            "<p>👋 <a href=\"https://b.example/?x=1&amp;y=2\">hier</a>, <a href=\"https://a.example\">https://a.example</a></p>"
        );
    }

    #[test]
    fn a_token_with_a_slip_is_in_no_message() {
        let settings = Settings {
            keys: [(Network::Telegram, "1:canary\n".into())].into(),
            ..Settings::default()
        };
        let error = request(&settings, "getUpdates", &[]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
