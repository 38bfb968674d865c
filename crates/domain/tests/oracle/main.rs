//! Our share links beside those of other libraries, which were made by running them.
//!
//! `tests/oracle/links.mjs` writes the file that TEILBAR_ORACLE names. Whatever differs is listed here
//! with its reason: what is not listed fails, and so does what is listed and differs no more.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use teilbar_domain::config::Options;
use teilbar_domain::link::{Shared, expand};
use teilbar_domain::network::{Lookup, Network, Share, lookup};
use teilbar_domain::template::templates;
use url::Url;

mod known;
use known::{ABSENT, DIFFERENCES, SPELLINGS};

/// Library, its name of the network: what differs.
type Found = BTreeMap<(String, String), BTreeSet<String>>;

#[test]
#[ignore = "needs the links of npm packages: `cargo xtask test oracle`"]
fn links_are_those_of_other_libraries_but_for_known_reasons() {
    let file = std::env::var_os("TEILBAR_ORACLE").expect("run `cargo xtask test oracle`");
    let pages: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut found = Found::new();
    let mut absent = BTreeSet::new();
    let mut compared = 0;
    for page in &pages {
        let what = shared(&page["page"]);
        let options = Options::from_iter([("facebook-app-id", page["app"].as_str().unwrap())]);
        for (library, links) in page["links"].as_object().unwrap() {
            for pair in links.as_array().unwrap() {
                let (name, theirs) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
                let Some(network) = network(name) else {
                    absent.insert(name.to_owned());
                    continue;
                };
                compared += 1;
                let ours = ours(network, &options, &what, theirs);
                let key = (library.clone(), name.to_owned());
                found
                    .entry(key)
                    .or_default()
                    .extend(differences(ours.as_deref(), theirs));
            }
        }
    }
    found.retain(|_, differences| !differences.is_empty());
    let listed: Found = DIFFERENCES
        .iter()
        .map(|(library, name, all, _)| {
            let all = all.iter().map(|one| (*one).to_owned());
            (((*library).to_owned(), (*name).to_owned()), all.collect())
        })
        .collect();
    assert_eq!(listed.len(), DIFFERENCES.len(), "a line twice");
    let keys: BTreeSet<_> = listed.keys().chain(found.keys()).collect();
    let wrong = keys
        .into_iter()
        .filter(|key| found.get(key) != listed.get(key));
    let wrong: Vec<_> = wrong
        .map(|key| {
            format!(
                "{key:?}: {:?} is found, {:?} listed",
                found.get(key),
                listed.get(key)
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<_> = ABSENT.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(absent, known, "absent from our catalogue; listed");
    assert!(
        compared > 300,
        "{compared} links are too few: a library was not run"
    );
    println!(
        "{compared} links compared, {} networks differ, each for a listed reason",
        found.len()
    );
}

fn shared(page: &Value) -> Shared {
    let text = |key: &str| page[key].as_str().unwrap().to_owned();
    let tags = page["hashtags"].as_array().unwrap().iter();
    Shared {
        url: text("url"),
        title: text("title"),
        text: text("text"),
        image: text("image"),
        via: text("via"),
        hashtags: tags.map(|tag| tag.as_str().unwrap().to_owned()).collect(),
    }
}

/// Our network of that name; `None` where we know none, or know it to be dead.
fn network(name: &str) -> Option<Network> {
    let mut spellings = SPELLINGS.iter();
    let slug = spellings
        .find(|(theirs, _)| *theirs == name)
        .map_or(name, |(_, ours)| ours);
    match lookup(slug) {
        Lookup::Live(network) => {
            Some(network).filter(|n| !matches!(n.row().share, Share::None { .. }))
        }
        Lookup::Dead(_) | Lookup::Unknown => None,
    }
}

/// Of our links the one that opens the same way as theirs.
fn ours(network: Network, options: &Options, what: &Shared, theirs: &str) -> Option<String> {
    let all = templates(network, options, what).into_iter();
    let mut links: Vec<_> = all
        .filter_map(|t| expand(&t.address, t.limit, what))
        .collect();
    let scheme = |link: &str| {
        link.split(':')
            .next()
            .unwrap()
            .trim_end_matches('s')
            .to_owned()
    };
    links.sort_by_key(|link| scheme(link) != scheme(theirs));
    links.into_iter().next()
}

fn differences(ours: Option<&str>, theirs: &str) -> BTreeSet<String> {
    let Some(ours) = ours else {
        return BTreeSet::from(["only theirs".to_owned()]);
    };
    let mut out = BTreeSet::new();
    let (ours, theirs_url) = (Url::parse(ours).unwrap(), Url::parse(theirs).unwrap());
    if ours.scheme() != theirs_url.scheme() {
        out.insert(format!("scheme {}", theirs_url.scheme()));
    }
    if ours.host_str().unwrap_or_default() != theirs_url.host_str().unwrap_or_default() {
        out.insert(format!(
            "host {}",
            theirs_url.host_str().unwrap_or_default()
        ));
    }
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    if path(&ours) != path(&theirs_url) {
        out.insert(format!("path {}", path(&theirs_url)));
    }
    if theirs.contains("=http://") || theirs.contains("=https://") {
        out.insert("not encoded".to_owned());
        return out;
    }
    let (ours, theirs) = (parameters(&ours), parameters(&theirs_url));
    for (name, value) in &theirs {
        match ours.get(name) {
            None if name.contains(' ') => out.insert("not encoded".to_owned()),
            None => out.insert(format!("more: {name}")),
            Some(other) if other != value => out.insert(format!("other: {name}")),
            Some(_) => false,
        };
    }
    let less = ours.keys().filter(|name| !theirs.contains_key(*name));
    out.extend(less.map(|name| format!("less: {name}")));
    out
}

/// By name; a text without a name, which is the whole query, is named by nothing.
fn parameters(url: &Url) -> BTreeMap<String, String> {
    let text = url.query().or(url.fragment()).unwrap_or_default();
    let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
    let set = pairs.filter(|(name, value)| !value.is_empty() || name.contains("http"));
    set.map(|(name, value)| match name.contains("http") {
        true => (String::new(), name),
        false => (name, value),
    })
    .collect()
}
