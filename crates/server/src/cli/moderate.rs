//! `teilbar moderate`: what rules would do, what waits, and decisions by hand.

use super::File;
use super::preview::printable;
use crate::config::{Config, Site};
use crate::moderation::desk::{self, Desk, Outcome, State};
use crate::moderation::{Seen, findings};
use crate::store::Store;
use crate::store::moderation::{By, Decision, Row};
use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use std::io::Write;
use std::process::ExitCode;
use teilbar_domain::choice::Choice;
use teilbar_domain::date::Timestamp;

pub(super) const EXAMPLES: &str = "\
Example:
  teilbar moderate --dry-run
  teilbar moderate list --state held
  teilbar moderate kill 3fa9c1d2 --by Ada --reason \"wrong picture\"
  teilbar moderate approve --held --by Ada --reason \"read\"
  teilbar moderate confirm 5be0a917 --second Grace

It works on the server's database while the server runs. The names are what is typed: whoever may run
this may write any. Decisions about more than one post wait until somebody else confirms them.";

#[derive(Debug, Args)]
pub(super) struct Moderate {
    #[command(flatten)]
    file: File,
    /// The site's id in the configuration; where there is only one, it is meant.
    #[arg(long, value_name = "ID", global = true)]
    site: Option<String>,
    /// Print what each rule of the configuration finds in the stored posts; change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Posts with their ids and what became of them.
    List {
        /// Only these.
        #[arg(long, value_enum, default_value_t = Which::Held)]
        state: Which,
        /// Print a JSON array instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Show a post whatever rules say, until its source changes it.
    Approve(Decide),
    /// Take a post off this site, and all that says the same.
    Hide(Decide),
    /// Take a post off every site at once, and all that says the same.
    Kill(Decide),
    /// Show a post before newer ones.
    Pin(Decide),
    /// Show a post in its place again.
    Unpin(Decide),
    /// Give a post's picture another alternative text.
    Alt {
        #[command(flatten)]
        decide: Decide,
        /// The alternative text.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Decisions about several posts that wait for a second person.
    Proposals,
    /// Carry out what somebody else has proposed.
    Confirm {
        #[arg(value_name = "PROPOSAL")]
        id: String,
        /// Who confirms; not the one who has proposed.
        #[arg(long, value_name = "NAME")]
        second: String,
    },
    /// Who did what, newest first.
    Log {
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        limit: u32,
        /// Print a JSON array instead of text.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct Decide {
    /// Ids of posts, or as much of each as is unique.
    #[arg(value_name = "ID", required_unless_present = "held")]
    ids: Vec<String>,
    /// All posts that wait.
    #[arg(long, conflicts_with = "ids")]
    held: bool,
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    Held,
    Hidden,
    Killed,
    Merged,
    Pinned,
    Shown,
    All,
}

impl Moderate {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let (config, problems) = Config::load(&self.file.config)?;
        let errors = crate::config::errors(&problems);
        if errors > 0 {
            bail!("the configuration has errors ({errors}): see `teilbar check`");
        }
        let site = super::snippet::site(self.site.as_deref(), &config)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let store = Store::open(&config.database).await?;
            let desk = Desk::open(&config, &store, site).await?;
            let done = self.act(&config, &store, &desk, site, out).await;
            store.close().await;
            done
        })?;
        Ok(ExitCode::SUCCESS)
    }

    async fn act(
        &self,
        config: &Config,
        store: &Store,
        desk: &Desk<'_>,
        site: &Site,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let Some(action) = &self.action else {
            if !self.dry_run {
                bail!("say --dry-run, or what to do: see `teilbar moderate --help`");
            }
            return dry_run(desk, site, out);
        };
        let (decision, decide) = match action {
            Action::List { state, json } => return list(desk, *state, *json, out),
            Action::Log { limit, json } => return log(store, site, *limit, *json, out).await,
            Action::Proposals => return proposals(store, out).await,
            Action::Confirm { id, second } => {
                return confirm(config, store, id, second, out).await;
            }
            Action::Approve(decide) => (Decision::Approve, decide),
            Action::Hide(decide) => (Decision::Hide, decide),
            Action::Kill(decide) => (Decision::Kill, decide),
            Action::Pin(decide) => (Decision::Pin, decide),
            Action::Unpin(decide) => (Decision::Unpin, decide),
            Action::Alt { decide, text } => (Decision::Alt(text.trim().to_owned()), decide),
        };
        let ids = if decide.held {
            desk.held()
        } else {
            decide.ids.clone()
        };
        let by = By {
            who: decide.by.trim().to_owned(),
            second: String::new(),
            reason: decide.reason.trim().to_owned(),
        };
        match desk.decide(&ids, &decision, &by, now()).await? {
            Outcome::Done(count) => writeln!(out, "{}: {}", decision.word(), posts(count))?,
            Outcome::Proposed(id) => writeln!(
                out,
                "proposal {id}: {} {}; somebody else has to confirm it:\n  \
                 teilbar moderate confirm {id} --second NAME",
                decision.word(),
                posts(ids.len())
            )?,
        }
        Ok(())
    }
}

/// What every rule finds in what is stored, and why.
fn dry_run(desk: &Desk<'_>, site: &Site, out: &mut dyn Write) -> anyhow::Result<()> {
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

fn list(desk: &Desk<'_>, which: Which, json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
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

async fn proposals(store: &Store, out: &mut dyn Write) -> anyhow::Result<()> {
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

async fn confirm(
    config: &Config,
    store: &Store,
    id: &str,
    second: &str,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let proposals = store.audit().proposals().await?;
    let proposal = proposals.into_iter().find(|one| one.id == id);
    let proposal = proposal.with_context(|| {
        format!("no proposal \"{id}\" waits: `teilbar moderate proposals` tells which do")
    })?;
    let site = super::snippet::site(Some(&proposal.site), config)?;
    let desk = Desk::open(config, store, site).await?;
    let count = desk.confirm(&proposal, second, now()).await?;
    writeln!(out, "{}: {}", proposal.action, posts(count))?;
    Ok(())
}

async fn log(
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

fn posts(count: usize) -> String {
    super::check::plural(count, "post")
}

fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_second())
}
