//! YouTube: subscribers (Data API v3, `channels`, part `statistics`) and the Atom feed of a channel.

use super::{Api, Conditional, ConnectorError, Posts, Settings, ask, feeds, json, json_request};
use crate::fetch::{Client, Request};
use secrecy::ExposeSecret;
use serde_json::Value;
use teilbar_domain::network::Network;

/// Length of a channel id, which begins with `UC`.
const ID: usize = 24;

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    parse(&ask(client, request(settings, handle)?).await?.body)
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    channel: &str,
    conditional: &Conditional,
) -> Result<Posts, ConnectorError> {
    feeds::posts(client, &feed(settings, channel)?, conditional).await
}

fn request(settings: &Settings, handle: &str) -> Result<Request, ConnectorError> {
    let key = settings.secret(Network::Youtube)?;
    let handle = handle.trim();
    let name = match handle.strip_prefix('@') {
        _ if is_id(handle) => "id",
        Some(name) if !name.is_empty() && !name.contains(['/', '?', '@']) => "forHandle",
        _ => return Err(wrong(handle)),
    };
    let query = [
        ("part", "statistics"),
        (name, handle),
        ("key", key.expose_secret()),
    ];
    json_request(settings.base(Api::Youtube), "/youtube/v3/channels", &query)
}

fn feed(settings: &Settings, channel: &str) -> Result<String, ConnectorError> {
    let channel = channel.trim();
    if !is_id(channel) {
        return Err(wrong(channel));
    }
    let base = settings.base(Api::YoutubeFeeds);
    Ok(format!("{base}/feeds/videos.xml?channel_id={channel}"))
}

fn is_id(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == ID && text.starts_with("UC") && text.bytes().all(word)
}

fn wrong(handle: &str) -> ConnectorError {
    let example = "the channel id, UC and 22 more characters (or, for counts, @name)";
    ConnectorError::Handle {
        network: "YouTube",
        handle: handle.to_owned(),
        example,
    }
}

/// Numbers come as strings here. They are rounded by YouTube to three digits.
fn parse(bytes: &[u8]) -> Result<u64, ConnectorError> {
    let document = json(bytes)?;
    let items = document.get("items").and_then(Value::as_array);
    let Some(statistics) = items
        .and_then(|items| items.first())
        .and_then(|item| item.get("statistics"))
    else {
        return Err(ConnectorError::NotFound);
    };
    if statistics
        .get("hiddenSubscriberCount")
        .and_then(Value::as_bool)
        == Some(true)
    {
        return Err(ConnectorError::Hidden);
    }
    let field = "subscriberCount";
    let value = statistics
        .get(field)
        .and_then(Value::as_str)
        .ok_or(ConnectorError::Missing(field))?;
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let count = value
        .parse()
        .ok()
        .filter(|count| digits && *count <= super::MOST);
    count.ok_or_else(|| ConnectorError::NotACount {
        field,
        found: format!("{value:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_asked_for_by_id_or_name() {
        let settings = Settings {
            keys: [(Network::Youtube, "k".into())].into(),
            ..Settings::default()
        };
        let base = "https://www.googleapis.com/youtube/v3/channels?part=statistics";
        for (handle, query) in [
            ("UCBR8-60-B28hp2BmDPdntcQ", "id=UCBR8-60-B28hp2BmDPdntcQ"),
            ("@YouTube", "forHandle=%40YouTube"),
        ] {
            assert_eq!(
                request(&settings, handle).unwrap().url,
                format!("{base}&{query}&key=k")
            );
        }
        for bad in [
            "",
            "@",
            "YouTube",
            "UCshort",
            "@a/b",
            "UCBR8-60-B28hp2BmDPdnt&Q",
        ] {
            assert!(
                matches!(request(&settings, bad), Err(ConnectorError::Handle { .. })),
                "{bad}"
            );
        }
        assert!(matches!(
            request(&Settings::default(), "@YouTube"),
            Err(ConnectorError::NoKey("YouTube"))
        ));
        assert!(feed(&settings, "@YouTube").is_err());
    }

    #[test]
    fn subscribers_are_read_unless_hidden() {
        let verdict = |statistics: &str| {
            let answer = format!(
                r#"{{"kind": "youtube#channelListResponse", "items": [{{"id": "UC", "statistics": {statistics}}}]}}"#
            );
            parse(answer.as_bytes()).map_err(|error| error.to_string())
        };
        let ok = r#"{"viewCount": "1", "subscriberCount": "12300", "hiddenSubscriberCount": false, "videoCount": "4"}"#;
        assert_eq!(verdict(ok), Ok(12_300));
        for (statistics, reason) in [
            (
                r#"{"subscriberCount": "0", "hiddenSubscriberCount": true}"#,
                "the profile hides its count",
            ),
            (
                r#"{"hiddenSubscriberCount": false}"#,
                "the answer has no `subscriberCount`",
            ),
            (
                r#"{"subscriberCount": "12K"}"#,
                "`subscriberCount` is \"12K\", which is no count",
            ),
            (
                r#"{"subscriberCount": "-5"}"#,
                "`subscriberCount` is \"-5\", which is no count",
            ),
            (
                r#"{"subscriberCount": "+5"}"#,
                "`subscriberCount` is \"+5\", which is no count",
            ),
            (
                r#"{"subscriberCount": ""}"#,
                "`subscriberCount` is \"\", which is no count",
            ),
            (
                r#"{"subscriberCount": "99999999999999999999"}"#,
                "`subscriberCount` is \"99999999999999999999\", which is no count",
            ),
        ] {
            assert_eq!(verdict(statistics), Err(reason.to_owned()), "{statistics}");
        }
        for nobody in [
            &br#"{"pageInfo": {"totalResults": 0}}"#[..],
            br#"{"items": []}"#,
        ] {
            assert!(matches!(parse(nobody), Err(ConnectorError::NotFound)));
        }
    }
}
