//! `[api]` and `[keys]`: where the networks are asked, and with what.

use super::Env;
use super::reader::{Document, Table};
use super::values::{dollars, web_address};
use crate::connectors::{Api, EXPIRY_ALARM, Key, MicroUsd, Settings};
use jiff::civil::Date;
use secrecy::SecretString;
use std::collections::BTreeMap;
use teilbar_domain::network::Network;

/// The networks that want a key, and what may or must stand beside `env`.
const KEYS: [(Network, &[&str]); 12] = [
    (Network::Youtube, &["env"]),
    (Network::Github, &["env", "expires"]),
    (Network::Facebook, &["env", "expires"]),
    (Network::Instagram, &["env", "account", "expires"]),
    (Network::Threads, &["env", "expires"]),
    (Network::X, &["env", "budget"]),
    (Network::Linkedin, &["env", "expires"]),
    (Network::Pinterest, &["env", "expires"]),
    (
        Network::Tiktok,
        &["env", "client", "client_secret", "expires"],
    ),
    (Network::Telegram, &["env"]),
    (Network::Reddit, &["env", "client"]),
    (Network::Tumblr, &["env"]),
];

/// Keys whose end is near enough to be forgotten if nobody is reminded.
const SHORT_LIVED: [Network; 4] = [
    Network::Instagram,
    Network::Threads,
    Network::Linkedin,
    Network::Pinterest,
];

pub(super) fn read(document: &Document<'_>, root: &Table<'_>, env: Env<'_>) -> Settings {
    let mut known: Vec<&str> = Api::ALL.iter().map(|(_, key)| *key).collect();
    known.extend(["mastodon_scheme", "linkedin_version"]);
    let api = root.table("api", &known);
    let default = Settings::default();
    Settings {
        bases: api.map(|api| bases(document, &api)).unwrap_or_default(),
        keys: keys(document, root, env),
        mastodon_scheme: scheme(document, api),
        linkedin_version: linkedin_version(document, api).unwrap_or(default.linkedin_version),
    }
}

fn bases(document: &Document<'_>, api: &Table<'_>) -> BTreeMap<Api, String> {
    let base = |&(network, key): &(Api, &'static str)| {
        let text = api.text(key)?;
        let url = web_address(text.value).filter(|url| url.query().is_none());
        if url.is_none() {
            let what = format!("api.{key} = \"{}\" is no web address", text.value);
            document.error(
                text.line,
                what,
                "write the address the API answers at: \"https://…\"",
            );
        }
        Some((network, url?.as_str().trim_end_matches('/').to_owned()))
    };
    Api::ALL.iter().filter_map(base).collect()
}

/// How Mastodon servers are asked: `http` is for servers on one's own machine.
fn scheme(document: &Document<'_>, api: Option<Table<'_>>) -> String {
    let text = api.and_then(|api| api.text("mastodon_scheme"));
    let text = text.filter(|text| {
        let known = matches!(text.value, "http" | "https");
        if !known {
            let what = format!("api.mastodon_scheme = \"{}\" is unknown", text.value);
            let help = "write \"https\", or \"http\" for a server on your own machine";
            document.error(text.line, what, help);
        }
        known
    });
    text.map_or("https", |text| text.value).to_owned()
}

fn linkedin_version(document: &Document<'_>, api: Option<Table<'_>>) -> Option<String> {
    let text = api?.text("linkedin_version")?;
    let month = text.value.len() == 6 && text.value.bytes().all(|byte| byte.is_ascii_digit());
    if !month {
        let what = format!("api.linkedin_version = \"{}\" is no version", text.value);
        document.error(text.line, what, "write year and month: \"202606\"");
    }
    month.then(|| text.value.to_owned())
}

fn keys(document: &Document<'_>, root: &Table<'_>, env: Env<'_>) -> BTreeMap<Network, Key> {
    let names: Vec<&str> = KEYS.iter().map(|(network, _)| network.slug()).collect();
    let Some(table) = root.table("keys", &names) else {
        return BTreeMap::new();
    };
    let keys = KEYS.iter().filter_map(|(network, parts)| {
        let key = key(document, &table, *network, parts, env)?;
        Some((*network, key))
    });
    keys.collect()
}

fn key(
    document: &Document<'_>,
    keys: &Table<'_>,
    network: Network,
    parts: &'static [&'static str],
    env: Env<'_>,
) -> Option<Key> {
    let slug = network.slug();
    if keys.is_text(slug) {
        let what = format!("keys.{slug} is a secret written into the file");
        let help =
            format!("keep it in an environment variable and write {slug} = {{ env = \"NAME\" }}");
        document.error(keys.line_of(slug), what, help);
        return None;
    }
    let table = keys.table(slug, parts)?;
    let text = |part: &str| table.text(part).map(|text| text.value.to_owned());
    let client_secret = variable(document, &table, "client_secret", env).map(SecretString::from);
    for (part, example) in [
        ("client", "\"id\""),
        ("client_secret", "{ env = \"NAME\" }"),
    ] {
        if parts.contains(&part) && !table.has(part) {
            table.missing(part, example);
        }
    }
    Some(Key {
        secret: named(document, &table, slug, env)?.into(),
        client: text("client"),
        client_secret,
        account: account(document, &table),
        expires: expires(document, &table, network),
        budget: budget(document, &table, network),
    })
}

/// The number that business discovery is asked by, which is part of an address.
fn account(document: &Document<'_>, table: &Table<'_>) -> Option<String> {
    let text = table.text("account")?;
    let number = !text.value.is_empty() && text.value.bytes().all(|byte| byte.is_ascii_digit());
    if !number {
        let what = format!("account = \"{}\" is no account number", text.value);
        let help = "write the number of your own professional account, in quotes: \"178414…\"";
        document.error(text.line, what, help);
    }
    number.then(|| text.value.to_owned())
}

fn expires(document: &Document<'_>, table: &Table<'_>, network: Network) -> Option<Date> {
    let name = network.name();
    let Some(text) = table.text("expires") else {
        if SHORT_LIVED.contains(&network) && !table.has("expires") {
            let what = format!("nobody will be warned before the token for {name} expires");
            document.warning(
                table.line,
                what,
                "add its last day: expires = \"2027-01-31\"",
            );
        }
        return None;
    };
    let Ok(day) = text.value.parse::<Date>() else {
        let what = format!("\"{}\" is no day of the calendar", text.value);
        document.error(text.line, what, "write year, month and day: \"2027-01-31\"");
        return None;
    };
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let left = today
        .until((jiff::Unit::Day, day))
        .map_or(0, |left| left.get_days());
    if left <= EXPIRY_ALARM {
        let what = match left {
            ..0 => format!("the token for {name} has expired on {day}"),
            _ => format!("the token for {name} expires on {day}"),
        };
        document.warning(
            text.line,
            what,
            "make a new one and write its last day here",
        );
    }
    Some(day)
}

/// What may be spent on X in a month; there is no reading without.
fn budget(document: &Document<'_>, table: &Table<'_>, network: Network) -> Option<MicroUsd> {
    if network != Network::X {
        return None;
    }
    let Some(text) = table.text("budget") else {
        if !table.has("budget") {
            table.missing("budget", "\"5 USD\"");
        }
        return None;
    };
    let budget = dollars(text.value).map(MicroUsd);
    if budget.is_none() {
        let what = format!("budget = \"{}\" is no sum of money", text.value);
        document.error(
            text.line,
            what,
            "write US dollars a month: \"5 USD\" or \"2.50 USD\"",
        );
    }
    budget
}

/// The value of the environment variable that `key = { env = "NAME" }` names.
pub(super) fn variable(
    document: &Document<'_>,
    table: &Table<'_>,
    key: &'static str,
    env: Env<'_>,
) -> Option<String> {
    named(document, &table.table(key, &["env"])?, key, env)
}

/// The value of the variable that `env` in a table names; `key` is what the table is.
fn named(document: &Document<'_>, inner: &Table<'_>, key: &str, env: Env<'_>) -> Option<String> {
    let Some(name) = inner.text("env") else {
        inner.missing("env", "\"NAME\"");
        return None;
    };
    let value = env(name.value);
    if value.is_none() {
        let what = format!(
            "the environment variable {} for {key} is not set",
            name.value
        );
        document.error(
            name.line,
            what,
            "set it where the server starts, or take the key out",
        );
    }
    value
}
