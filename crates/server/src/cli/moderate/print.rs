//! Posts, proposals and decisions as text or JSON.

use super::{Which, posts};
use crate::cli::preview::printable;
use crate::config::Site;
use crate::moderation::desk::{self, Desk};
use crate::moderation::state::State;
use crate::moderation::{Seen, findings};
use crate::store::Store;
use crate::store::moderation::Row;
use std::io::Write;
use teilbar_domain::choice::Choice;

/// What every rule finds in what is stored, and why.
pub(super) fn dry_run(desk: &Desk<'_>, site: &Site, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}: {}", site.id, posts(desk.posts.len()))?;
    for (name, found) in desk::by_rule(site, &desk.posts) {
        let rule = site.rules.iter().find(|rule| rule.name == name);
        let action = rule.map_or("hold", |rule| rule.action.word());
        if rule.is_none() && found.is_empty() {
            continue;
        }
        let reason = rule.map_or("", |rule| &rule.reason);
        let reason = if reason.is_empty() {
            String::new()
        } else {
            format!(" ({reason})")
        };
        let head = format!("\"{name}\" would {action} {}{reason}", posts(found.len()));
        writeln!(out, "{}", printable(&head))?;
        for (post, why) in found {
            writeln!(out, "  {}  {}", line(post), printable(&format!("[{why}]")))?;
        }
    }
    let named = |post: &Seen| findings(site, post).is_empty();
    let free = desk.posts.iter().filter(|(post, _)| named(post)).count();
    writeln!(out, "no rule finds anything in {}", posts(free))?;
    Ok(())
}

/// The posts that are in a state.
pub(super) fn list(
    desk: &Desk<'_>,
    which: Which,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let wanted = |state: State| match which {
        Which::All => true,
        Which::Held => state == State::Held,
        Which::Hidden => state == State::Hidden,
        Which::Killed => state == State::Killed,
        Which::Merged => state == State::Merged,
        Which::Pinned => state == State::Pinned,
        Which::Shown => matches!(state, State::Shown | State::Pinned),
    };
    let posts = desk
        .posts
        .iter()
        .map(|(seen, row)| (seen, row, desk.state(seen, row)));
    let posts = posts.filter(|(_, _, state)| wanted(*state));
    if json {
        let list: Vec<_> = posts
            .map(|(seen, row, state)| object(seen, row, state))
            .collect();
        serde_json::to_writer_pretty(&mut *out, &list)?;
        writeln!(out)?;
        return Ok(());
    }
    for (seen, row, state) in posts {
        let why = match (&row.rule[..], &row.why[..]) {
            ("", "") => String::new(),
            ("", why) => format!("  [{why}]"),
            (rule, why) => format!("  [\"{rule}\": {why}]"),
        };
        writeln!(
            out,
            "{:<6}  {}{}",
            state.word(),
            line(seen),
            printable(&why)
        )?;
    }
    Ok(())
}

fn object(seen: &Seen, row: &Row, state: State) -> serde_json::Value {
    let post = &seen.listed.post;
    let image = post.image.as_ref().map(|(url, alt)| {
        let alt = row.alt.as_ref().unwrap_or(alt);
        serde_json::json!({"url": url, "alt": alt})
    });
    serde_json::json!({
        "id": seen.listed.digest,
        "state": state.word(),
        "source": seen.facts.source,
        "url": post.url,
        "title": post.title,
        "text": post.body.plain(),
        "author": post.author,
        "image": image,
        "rule": row.rule,
        "why": row.why,
        "same_as": row.same_as,
    })
}

/// What waits for a second person.
pub(super) async fn proposals(store: &Store, out: &mut dyn Write) -> anyhow::Result<()> {
    for one in store.audit().proposals().await? {
        let count = one.posts.split(' ').count();
        let (who, reason) = (&one.who, &one.reason);
        let text = format!(
            "{}  {}: {} {}, by {who}: {reason}",
            one.id,
            one.site,
            one.action,
            posts(count)
        );
        writeln!(out, "{}", printable(&text))?;
    }
    Ok(())
}

/// The latest decisions.
pub(super) async fn log(
    store: &Store,
    site: &Site,
    limit: u32,
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let entries = store.audit().latest(&site.id, limit).await?;
    if json {
        serde_json::to_writer_pretty(&mut *out, &entries)?;
        writeln!(out)?;
        return Ok(());
    }
    for entry in entries {
        let at = jiff::Timestamp::from_microsecond(entry.at).unwrap_or_default();
        let at = at.strftime("%Y-%m-%dT%H:%M:%SZ");
        let second = match &entry.second[..] {
            "" => String::new(),
            second => format!(" and {second}"),
        };
        let post: String = entry.post.chars().take(12).collect();
        let text = format!(
            "{at}  {post}  {} by {}{second}: {}  [{} -> {}]",
            entry.action, entry.who, entry.reason, entry.before_state, entry.after_state
        );
        writeln!(out, "{}", printable(&text))?;
    }
    Ok(())
}

/// Id, day, source and first words.
fn line(seen: &Seen) -> String {
    let id: String = seen.listed.digest.chars().take(12).collect();
    let at = jiff::Timestamp::from_second(seen.listed.at.0).unwrap_or_default();
    let day = at.strftime("%Y-%m-%d");
    let words = printable(&desk::headline(seen));
    format!("{id}  {day}  {}  {words}", seen.facts.source)
}
