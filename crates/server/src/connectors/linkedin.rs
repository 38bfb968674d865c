//! LinkedIn: followers and posts of an organisation, for its administrators.
//!
//! `GET /rest/networkSizes/{organisation}` (scope `rw_organization_admin`) and `GET /rest/posts` of
//! the Community Management API (scope `r_organization_social`), versioned by a header.

use super::prose::linked;
use super::{
    Api, ConnectorError, Posts, Settings, ask_as, count, json, json_request, list, name, text,
};
use crate::feed::{Cleaner, Draft, Item, Text, deduplicate};
use crate::fetch::{Client, Request};
use serde_json::Value;
use teilbar_domain::network::Network;
use url::Url;

const EXAMPLE: &str = "the organisation's name or number, as in the address of its page";

/// An organisation as LinkedIn knows it.
struct Organisation {
    id: u64,
    name: String,
}

pub(super) async fn followers(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<u64, ConnectorError> {
    let Organisation { id, .. } = organisation(client, settings, handle).await?;
    let path = format!("/networkSizes/urn%3Ali%3Aorganization%3A{id}");
    let query = [("edgeType", "COMPANY_FOLLOWED_BY_MEMBER")];
    let asked = request(settings, &path, &query)?;
    let answer = ask_as(client, asked, meaning).await?;
    count(&json(&answer.body)?, "/firstDegreeSize")
}

pub(super) async fn posts(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Posts, ConnectorError> {
    let Organisation { id, name } = organisation(client, settings, handle).await?;
    let author = format!("urn:li:organization:{id}");
    let query = [("q", "author"), ("author", &author[..]), ("count", "20")];
    let mut asked = request(settings, "/posts", &query)?;
    asked.headers.push(("x-restli-method", "FINDER".to_owned()));
    let answer = ask_as(client, asked, meaning).await?;
    let items = parse(&json(&answer.body)?, &name)?;
    // In the order of their last change, so nothing says that the list is complete.
    Ok(Posts::fresh(name, items, answer))
}

/// Profiles are known by name, the interface asks by number.
async fn organisation(
    client: &Client,
    settings: &Settings,
    handle: &str,
) -> Result<Organisation, ConnectorError> {
    let vanity = name(Network::Linkedin, handle, EXAMPLE)?;
    if let Ok(id) = vanity.parse() {
        let name = String::new();
        return Ok(Organisation { id, name });
    }
    let query = [("q", "vanityName"), ("vanityName", vanity)];
    let asked = request(settings, "/organizations", &query)?;
    let document = json(&ask_as(client, asked, meaning).await?.body)?;
    let found = list(&document, "/elements")?.first();
    let found = found.ok_or(ConnectorError::NotFound)?;
    let id = found.get("id").and_then(Value::as_u64);
    Ok(Organisation {
        id: id.ok_or(ConnectorError::Missing("id"))?,
        name: text(found, "/localizedName"),
    })
}

fn request(
    settings: &Settings,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Request, ConnectorError> {
    Ok(Request {
        bearer: Some(settings.secret(Network::Linkedin)?),
        headers: vec![
            ("linkedin-version", settings.linkedin_version.clone()),
            ("x-restli-protocol-version", "2.0.0".to_owned()),
        ],
        ..json_request(settings.base(Api::Linkedin), path, query)?
    })
}

fn meaning(status: u16, body: &Value) -> Option<ConnectorError> {
    let code = text(body, "/code");
    Some(match (status, &code[..]) {
        (426, _) | (_, "NONEXISTENT_VERSION" | "VERSION_MISSING") => ConnectorError::Version,
        (401, _) => ConnectorError::Expired,
        _ => return None,
    })
}

fn parse(document: &Value, author: &str) -> Result<Vec<Item>, ConnectorError> {
    const WEB: &str = "https://www.linkedin.com/feed/";
    let base = Url::parse(WEB).map_err(|_| ConnectorError::Setting(WEB.to_owned()))?;
    let mut cleaner = Cleaner::default();
    let public = list(document, "/elements")?.iter().filter(|post| {
        text(post, "/lifecycleState") == "PUBLISHED" && text(post, "/visibility") == "PUBLIC"
    });
    let items = public.filter_map(|post| {
        let id = text(post, "/id");
        let known = id.starts_with("urn:li:share:") || id.starts_with("urn:li:ugcPost:");
        let milliseconds = post
            .get("publishedAt")
            .or(post.get("createdAt"))?
            .as_i64()?;
        let draft = Draft {
            url: format!("{WEB}update/{id}/"),
            id: Some(id).filter(|_| known)?,
            title: Text::default(),
            content: linked(&plain(&text(post, "/commentary"))),
            published: Some(milliseconds / 1_000),
            author: author.to_owned(),
            // A picture is an id here, which takes one more question each.
            image: None,
            base: base.clone(),
            marks: crate::feed::Marks::default(),
        };
        draft.finish(&mut cleaner)
    });
    Ok(deduplicate(items.collect()))
}

/// The words of LinkedIn's little text format: `@[name](urn)`, `{hashtag|\#|tag}`, escapes by `\`.
fn plain(little: &str) -> String {
    let mut out = String::new();
    let mut rest = little;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let taken = match first {
            '\\' => after.chars().next().map(|escaped| {
                out.push(escaped);
                escaped.len_utf8()
            }),
            '@' => after.strip_prefix('[').and_then(|inner| {
                let (words, urn) = inner.split_once("](")?;
                out.push_str(&plain(words));
                Some(1 + words.len() + 2 + urn.find(')')? + 1)
            }),
            '{' => after.strip_prefix("hashtag|").and_then(|inner| {
                let (tag, _) = inner.split_once('}')?;
                let word = tag.rsplit('|').next()?;
                out.push_str(&format!("#{}", plain(word)));
                Some("hashtag|".len() + tag.len() + 1)
            }),
            _ => None,
        };
        match taken {
            Some(length) => rest = &after[length..],
            None => {
                out.push(first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_text_becomes_words() {
        for (little, expected) in [
            ("Hallo \\(Welt\\) \\#1", "Hallo (Welt) #1"),
            ("Mit @[Ada \\(A\\.\\)](urn:li:person:1)!", "Mit Ada (A.)!"),
            ("{hashtag|\\#|Räder} rollen", "#Räder rollen"),
            ("offen @[x und {hashtag|y", "offen @[x und {hashtag|y"),
            ("Ende \\", "Ende \\"),
            ("ä@b.example {x}", "ä@b.example {x}"),
        ] {
            assert_eq!(plain(little), expected, "{little}");
        }
    }
}
