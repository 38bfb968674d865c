//! `teilbar moderate`: what rules would do, what waits, and decisions by hand.

mod print;

use super::File;
use crate::config::{Config, Site};
use crate::moderation::desk::{Desk, Outcome};
use crate::store::Store;
use crate::store::moderation::{By, Decision};
use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use print::{dry_run, list, log, proposals};
use std::io::Write;
use std::process::ExitCode;
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

fn posts(count: usize) -> String {
    super::check::plural(count, "post")
}

fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_second())
}
