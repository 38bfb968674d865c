//! What Meta's Graph APIs (Facebook, Instagram, Threads) have in common: how they fail, and lists
//! of posts.

use super::prose::linked;
use super::{ConnectorError, seconds, text};
use crate::feed::{Cleaner, Draft, Item, ItemImage, Text, deduplicate};
use serde_json::Value;
use url::Url;

/// What an error of a Graph API means, by its code; they come with status 400 mostly.
pub(super) fn meaning(_status: u16, body: &Value) -> Option<ConnectorError> {
    let error = body.get("error")?;
    let code = error.get("code")?.as_i64()?;
    let part = error.get("error_subcode").and_then(Value::as_i64);
    Some(match (code, part) {
        (102 | 190, _) => ConnectorError::Expired,
        (4 | 17 | 32 | 613 | 80_000..=80_014, _) => ConnectorError::Limited { retry_after: None },
        (110 | 803, _) | (100, Some(33)) => ConnectorError::NotFound,
        (10 | 200..=299, _) => ConnectorError::Refused(403),
        (12 | 2635, _) => ConnectorError::Version,
        _ => return None,
    })
}

/// The fields in which a list has what a post is made of.
pub(super) struct Fields {
    pub(super) text: &'static str,
    pub(super) url: &'static str,
    pub(super) time: &'static str,
    /// The first that is there is the picture.
    pub(super) pictures: &'static [&'static str],
}

/// Reads a list of posts. `base` is where people see them; never the address that was asked, for
/// that may have a token in it.
pub(super) fn items(list: &[Value], fields: &Fields, author: &str, base: &Url) -> Vec<Item> {
    let mut cleaner = Cleaner::default();
    let draft = |post: &Value| {
        let id = post.get("id")?.as_str()?.to_owned();
        let url = text(post, fields.url);
        let film = text(post, "/media_type") == "VIDEO";
        let pictures = fields.pictures.iter().map(|field| text(post, field));
        // The address of a film is no picture; its still has a field of its own.
        let mut pictures = pictures.filter(|url| !(url.is_empty() || film && is_film(url)));
        Draft {
            id,
            url: if url.is_empty() {
                base.to_string()
            } else {
                url
            },
            title: Text::default(),
            content: linked(&text(post, fields.text)),
            published: seconds(&text(post, fields.time)),
            author: author.to_owned(),
            image: pictures.next().map(|url| ItemImage {
                url,
                alt: text(post, "/alt_text"),
            }),
            base: base.clone(),
            marks: crate::feed::Marks {
                video: film,
                ..crate::feed::Marks::default()
            },
        }
        .finish(&mut cleaner)
    };
    deduplicate(list.iter().filter_map(draft).collect())
}

fn is_film(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.ends_with(".mp4") || path.ends_with(".mov")
}

/// The times of all posts of a list, shown or not.
pub(super) fn times<'a>(list: &'a [Value], field: &'a str) -> impl Iterator<Item = i64> + 'a {
    list.iter()
        .filter_map(move |post| seconds(&text(post, field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_are_told_apart() {
        for (error, expected) in [
            (
                json!({"code": 190, "error_subcode": 463, "type": "OAuthException"}),
                "Some(Expired)",
            ),
            (json!({"code": 4}), "Some(Limited { retry_after: None })"),
            (
                json!({"code": 80002}),
                "Some(Limited { retry_after: None })",
            ),
            (
                json!({"code": 110, "error_subcode": 2207013}),
                "Some(NotFound)",
            ),
            (json!({"code": 100, "error_subcode": 33}), "Some(NotFound)"),
            (json!({"code": 100}), "None"),
            (json!({"code": 10}), "Some(Refused(403))"),
            (json!({"code": 2635}), "Some(Version)"),
            (json!({"code": 1}), "None"),
            (json!("text"), "None"),
        ] {
            let found = meaning(400, &json!({"error": error}));
            assert_eq!(format!("{found:?}"), expected, "{error}");
        }
        assert!(meaning(200, &json!({"followers_count": 1})).is_none());
    }

    #[test]
    fn a_film_shows_its_still_and_no_token_becomes_an_address() {
        let fields = Fields {
            text: "/caption",
            url: "/permalink",
            time: "/timestamp",
            pictures: &["/thumbnail_url", "/media_url"],
        };
        let list = [
            json!({"id": "1", "caption": "Neu: https://a.example/", "media_type": "VIDEO", "timestamp": "2026-03-03T10:00:00+0000",
                   "media_url": "https://m.example/1.mp4?x=1", "thumbnail_url": "https://m.example/1.jpg", "permalink": "https://i.example/1"}),
            json!({"id": "2", "media_type": "VIDEO", "media_url": "https://m.example/2.mp4", "caption": "Film"}),
            json!({"id": 3}),
            Value::Null,
        ];
        let base = Url::parse("https://i.example/ada/").unwrap();
        let items = items(&list, &fields, "ada", &base);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].published.unwrap().0, 1_772_532_000);
        assert_eq!(
            items[0].image.as_ref().unwrap().url,
            "https://m.example/1.jpg"
        );
        assert_eq!(
            (&items[1].image, &items[1].url[..]),
            (&None, "https://i.example/ada/")
        );
    }
}
