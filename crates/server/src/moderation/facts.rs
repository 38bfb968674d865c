//! What rules see of stored posts.

use super::Seen;
use crate::config::{Config, Site, Source};
use crate::store::posts::Listed;
use std::collections::HashMap;
use teilbar_domain::date::Timestamp;
use teilbar_domain::post::{Node, RichText};
use teilbar_domain::rule::{Facts, fold, hashtags};

/// Finds the facts of posts that it is given oldest first: where they stand in their day is counted.
pub(super) struct Reader<'a> {
    config: &'a Config,
    /// Ids of sources by what the store calls them.
    ids: HashMap<String, &'a str>,
    /// Posts so far, by source and day.
    counted: HashMap<(String, String), u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(config: &'a Config, site: &'a Site) -> Self {
        let mut ids = HashMap::new();
        for source in &site.sources {
            ids.entry(Source::key(source)).or_insert(&source.id[..]);
        }
        Self {
            config,
            ids,
            counted: HashMap::new(),
        }
    }

    pub(super) fn read(&mut self, listed: Listed) -> Seen {
        let key = (listed.post.source.clone(), day(self.config, listed.at));
        let rank = self.counted.entry(key).or_default();
        *rank += 1;
        let source = self.ids.get(&listed.post.source).map_or("", |id| id);
        let facts = facts(&listed, source, *rank);
        Seen { listed, facts }
    }
}

fn facts(listed: &Listed, source: &str, rank: u32) -> Facts {
    let post = &listed.post;
    let text = [&post.title[..], &post.warning, &post.body.plain()].join("\n");
    let mut tags: Vec<_> = post.tags.iter().cloned().chain(hashtags(&text)).collect();
    tags.sort_unstable();
    tags.dedup();
    Facts {
        tags,
        author: post.author.clone(),
        lang: post.lang.clone(),
        source: source.to_owned(),
        has_link: !links(&post.body).is_empty(),
        has_media: post.image.is_some() || post.video,
        is_repost: post.repost.is_some(),
        rank,
        folded: fold(&text),
        text,
    }
}

/// The day of a time where the server's owner lives.
fn day(config: &Config, at: Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    let local = at.to_zoned(config.time_zone.clone());
    local.strftime("%Y-%m-%d").to_string()
}

/// The addresses that a text links to, without hashtags and mentions.
pub(super) fn links(body: &RichText) -> Vec<&str> {
    let mut out = Vec::new();
    collect(&body.0, &mut out);
    out
}

fn collect<'a>(nodes: &'a [Node], out: &mut Vec<&'a str>) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Element(_, children) => collect(children, out),
            Node::Link(href, children) => {
                let words = RichText(children.clone()).plain();
                if !words.starts_with(['#', '@']) {
                    out.push(href);
                }
            }
        }
    }
}
