//! `teilbar serve`.

use super::{File, check};
use crate::config::{self, Config};
use crate::fediverse::{self, Resolver};
use crate::fetch::{Client, Policy};
use crate::http::{self, Door, Limits};
use crate::jobs;
use crate::store::Store;
use crate::versions::Versions;
use anyhow::{Context, bail};
use clap::Args;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    file: File,
    /// Listen here instead of where the configuration says.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let (config, problems) = Config::load(&self.file.config)?;
        check::print(&self.file.config, &problems, &mut std::io::stderr())?;
        let errors = config::errors(&problems);
        if errors > 0 {
            let noun = if errors == 1 { "error" } else { "errors" };
            bail!("the configuration has {errors} {noun}: correct it and start again");
        }
        log();
        let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
        runtime.block_on(serve(config, self.listen))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// To standard error; more with `TEILBAR_LOG=debug`. Nothing logged names a visitor.
fn log() {
    let default = || EnvFilter::new("warn,teilbar_server=info");
    let filter = EnvFilter::try_from_env("TEILBAR_LOG").unwrap_or_else(|_| default());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // Fails only if somebody has set one up already.
    let _ = subscriber.try_init();
}

async fn serve(mut config: Config, listen: Option<SocketAddr>) -> anyhow::Result<()> {
    let stop = stop()?;
    let wanted = listen.unwrap_or(config.listen);
    let listener = TcpListener::bind(wanted).await;
    let listener = listener
        .with_context(|| format!("cannot listen on {wanted}: is another server running there?"))?;
    config.listen_on(listener.local_addr()?);
    let config = Arc::new(config);
    let store = Store::open(&config.database).await?;
    let versions = Arc::new(Versions::new(config.sites.len()));
    let client = Client::new(Policy {
        allow: config.allow.clone(),
        ..Policy::default()
    })?;
    let jobs = jobs::start(&config, &store, client, versions.clone()).await?;
    let homes = Resolver::new(fediverse::Settings::default())?;
    let door = Door::with_homes(config.clone(), store.clone(), versions, homes);
    tracing::info!(
        "listening on http://{}, reached at {}",
        config.listen,
        config.public_url
    );
    http::serve(listener, door, Limits::default(), stop).await?;
    drop(jobs);
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Done when the process is asked to end.
fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for signals")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}
