//! Background work: each source and each profile has a task of its own, and so have the pictures of
//! each site, so that a slow or failing one delays nobody. Tasks fill the store; visitors' requests
//! only read it.

mod alerts;
mod feeds;
mod followers;
mod keys;
mod media;
mod schedule;
mod spending;
mod verification;

use crate::config::Config;
use crate::connectors::Settings;
use crate::fetch::Client;
use crate::mail::{self, Mailer};
use crate::moderation::{self, Turns};
use crate::store::{self, Store};
use crate::versions::Versions;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use teilbar_domain::date::Timestamp;
use tokio::task::JoinSet;

/// The running tasks; they stop when this is dropped.
#[derive(Debug)]
pub struct Jobs {
    _tasks: JoinSet<()>,
}

/// What every task works with.
#[derive(Clone)]
struct Context {
    store: Store,
    client: Arc<Client>,
    settings: Arc<Settings>,
    versions: Arc<Versions>,
    turns: Arc<Turns>,
}

/// How long a claim on a source or profile holds if its process dies.
const LEASE: Duration = Duration::from_secs(120);

/// Most tasks look at the store at least this often, or in their usual time if that is shorter: another
/// process may have fetched, or have died while it fetched.
const NAP: Duration = Duration::from_secs(30);

/// Makes everything configured known to the store and starts refreshing it.
///
/// # Errors
/// If the store cannot be written.
pub async fn start(
    config: &Config,
    store: &Store,
    client: Client,
    versions: Arc<Versions>,
) -> store::Result<Jobs> {
    let shared = Arc::new(config.clone());
    let context = Context {
        store: store.clone(),
        turns: Arc::new(Turns::new(shared.clone())),
        client: Arc::new(client),
        settings: Arc::new(config.networks.clone()),
        versions: versions.clone(),
    };
    let feeds = feeds::all(config);
    for feed in &feeds {
        feed.enlist(&context).await?;
    }
    // Before anybody is answered: the rules may be others than last time.
    let sites: Vec<_> = (0..config.sites.len()).collect();
    context.turns.want(&sites);
    context.turns.take(store, &sites, schedule::now()).await?;
    let mut tasks = JoinSet::new();
    let known = store.moderation().revisions().await?;
    tasks.spawn(moderation::watch(
        shared.clone(),
        store.clone(),
        versions,
        known,
    ));
    for feed in feeds {
        tasks.spawn(feed.run(context.clone()));
    }
    for profile in followers::all(config) {
        profile.enlist(&context).await?;
        tasks.spawn(profile.run(context.clone()));
    }
    for profile in verification::all(&shared) {
        profile.enlist(&context).await?;
        tasks.spawn(profile.run(context.clone()));
    }
    for pictures in media::all(config) {
        tasks.spawn(pictures.run(context.clone()));
    }
    if let Some(mail) = &config.mail {
        match Mailer::new(mail) {
            Ok(mailer) => {
                for letters in alerts::all(config, &Arc::new(mailer), &mail::token()) {
                    tasks.spawn(letters.run(context.clone()));
                }
            }
            Err(error) => tracing::error!(error = chain(&error), "no letters can be sent"),
        }
    }
    tasks.spawn(keys::run(context));
    Ok(Jobs { _tasks: tasks })
}

impl Context {
    fn bump(&self, sites: &[usize]) {
        sites.iter().for_each(|site| self.versions.bump(*site));
    }
}

/// When to look again, or that there is nothing left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    At(Timestamp),
    Never,
}

/// How long to wait after a turn; `None` ends the task. A database that fails is tried again.
fn pause(outcome: store::Result<Next>, longest: Duration) -> Option<Duration> {
    match outcome {
        Ok(Next::Never) => None,
        Ok(Next::At(at)) => Some(schedule::until(at).min(longest)),
        Err(error) => {
            tracing::error!(error = chain(&error), "a job cannot use the database");
            Some(NAP)
        }
    }
}

/// An error with its causes, as one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
