//! WebFinger (RFC 7033): which addresses a server publishes for Activity Intents.

use super::lookup::{Document, Lookup};
use serde_json::Value;
use teilbar_domain::fediverse::{Activity, Home, expand, template};
use teilbar_domain::link::encode;

/// Templates of a server that may be opened; `None` where it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Templates {
    pub(super) create: Option<String>,
    pub(super) follow: Option<String>,
}

const ACCEPT: &str = "application/jrd+json, application/json;q=0.9";

/// What the links are called, best first. `Object` opens anything at home, an account too; the last
/// is what remote following used before FEP-3b86.
const CREATE: &[&str] = &["https://w3id.org/fep/3b86/Create"];
const FOLLOW: &[&str] = &[
    "https://w3id.org/fep/3b86/Follow",
    "https://w3id.org/fep/3b86/Object",
    "http://ostatus.org/schema/1.0/subscribe",
];

/// Links looked at; servers have about ten.
const LINKS: usize = 100;

/// Asks for the account; without one, for the server in both ways in which it may be named.
pub(super) async fn ask(lookup: &Lookup, home: &Home) -> Templates {
    let answers = match resources(home) {
        [Some(account), None] => [query(lookup, &home.host, &account).await, None],
        [server, actor] => {
            let ask = async |resource: Option<String>| query(lookup, &home.host, &resource?).await;
            let (server, actor) = tokio::join!(ask(server), ask(actor));
            [server, actor]
        }
    };
    let [first, second] = answers.map(|answer| answer.as_ref().map(templates).unwrap_or_default());
    Templates {
        create: first.create.or(second.create),
        follow: first.follow.or(second.follow),
    }
}

/// The resources to ask for: the account, or the server's address (which Mastodon's own dialogue
/// asks for) and the actor of the whole server.
fn resources(home: &Home) -> [Option<String>; 2] {
    let Home { user, host } = home;
    match user.is_empty() {
        true => [format!("https://{host}"), format!("acct:{host}@{host}")].map(Some),
        false => [Some(home.acct()), None],
    }
}

async fn query(lookup: &Lookup, host: &str, resource: &str) -> Option<Document> {
    let path = format!("/.well-known/webfinger?resource={}", encode(resource));
    lookup.json(host, &path, ACCEPT).await
}

/// The first template of each kind that may be opened.
fn templates(document: &Document) -> Templates {
    let create = Activity::Create { text: "", url: "" };
    let follow = Activity::Follow { actor: "" };
    Templates {
        create: CREATE.iter().find_map(|rel| first(document, rel, &create)),
        follow: FOLLOW.iter().find_map(|rel| first(document, rel, &follow)),
    }
}

fn first(document: &Document, rel: &str, activity: &Activity<'_>) -> Option<String> {
    let links = document.json.get("links").and_then(Value::as_array)?;
    let named = links.iter().take(LINKS).filter(|link| {
        let name = link.get("rel").and_then(Value::as_str);
        name.is_some_and(|name| name.eq_ignore_ascii_case(rel))
    });
    let mut found = named.filter_map(|link| link.get("template").and_then(Value::as_str));
    let usable = |text: &&str| {
        let host = template::host(text).filter(|host| document.speaks(host));
        host.is_some_and(|host| expand(text, &[host], activity).is_some())
    };
    found.find(usable).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(links: Value) -> Templates {
        templates(&Document {
            json: json!({ "subject": "acct:ada@h.example", "links": links }),
            hosts: vec!["h.example".into()],
        })
    }

    fn found(create: Option<&str>, follow: Option<&str>) -> Templates {
        Templates {
            create: create.map(str::to_owned),
            follow: follow.map(str::to_owned),
        }
    }

    const SHARE: &str = "https://h.example/share?text={content}";
    const OBJECT: &str = "https://h.example/authorize_interaction?uri={object}";
    const OSTATUS: &str = "https://h.example/authorize_interaction?uri={uri}";

    #[test]
    fn the_best_link_of_each_kind_is_taken() {
        let fep = |name: &str, template: &str| json!({ "rel": format!("https://w3id.org/fep/3b86/{name}"), "template": template });
        let ostatus =
            json!({ "rel": "http://ostatus.org/schema/1.0/subscribe", "template": OSTATUS });
        let follow = "https://h.example/intents/follow?object={object}";
        for (links, expected) in [
            (
                json!([ostatus, fep("Create", SHARE), fep("Object", OBJECT)]),
                found(Some(SHARE), Some(OBJECT)),
            ),
            (
                json!([fep("Object", OBJECT), fep("Follow", follow)]),
                found(None, Some(follow)),
            ),
            (json!([fep("create", SHARE)]), found(Some(SHARE), None)),
            (json!([ostatus]), found(None, Some(OSTATUS))),
            (
                json!([fep("Follow", "javascript:{object}"), ostatus]),
                found(None, Some(OSTATUS)),
            ),
            (
                json!([
                    fep("Create", "https://evil.example/{content}"),
                    fep("Create", SHARE)
                ]),
                found(Some(SHARE), None),
            ),
            (
                json!([fep("Create", "https://www.h.example/{content}")]),
                found(Some("https://www.h.example/{content}"), None),
            ),
            (
                json!([{ "rel": 1, "template": SHARE }, { "rel": CREATE[0], "template": [SHARE] }, null, 7]),
                found(None, None),
            ),
            (
                json!([{ "rel": CREATE[0], "href": SHARE }]),
                found(None, None),
            ),
            (json!({}), found(None, None)),
            (json!(null), found(None, None)),
        ] {
            assert_eq!(read(links.clone()), expected, "{links}");
        }
        let mut many = vec![json!({ "rel": "x" }); LINKS];
        many.push(fep("Create", SHARE));
        assert_eq!(read(json!(many)), found(None, None));
    }

    #[test]
    fn accounts_and_servers_are_asked_for_by_their_names() {
        let home = |user: &str| Home {
            user: user.into(),
            host: "h.example".into(),
        };
        let account = [Some("acct:ada@h.example".to_owned()), None];
        assert_eq!(resources(&home("ada")), account);
        let server = ["https://h.example", "acct:h.example@h.example"];
        assert_eq!(
            resources(&home("")),
            server.map(|name| Some(name.to_owned()))
        );
    }
}
