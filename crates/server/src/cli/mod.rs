//! The command line. Output goes to one writer, complaints to standard error.

mod check;
mod moderate;
mod preview;
mod serve;
mod snippet;

use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Share buttons, follow buttons with honest counts and a feed, from your own server.
#[derive(Debug, Parser)]
#[command(
    name = "teilbar",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server.
    #[command(after_help = "Example:\n  teilbar serve --config teilbar.toml --listen 0.0.0.0:8787")]
    Serve(serve::Serve),
    /// Say what is wrong with a configuration, with lines and advice.
    #[command(after_help = check::EXAMPLE)]
    Check(File),
    /// Look over the posts of a site, and decide which are shown.
    #[command(after_help = moderate::EXAMPLES)]
    Moderate(moderate::Moderate),
    /// Look at feeds without storing anything.
    #[command(subcommand)]
    Feed(Feed),
    /// Print what to paste into a page.
    #[command(
        after_help = "Examples:\n  teilbar snippet --config teilbar.toml --site corporate --element bar\n  \
                      teilbar snippet --site corporate --from old-page.html"
    )]
    Snippet(snippet::Snippet),
}

#[derive(Debug, Subcommand)]
enum Feed {
    /// Show the posts of a feed as they would be stored.
    #[command(
        after_help = "Example:\n  teilbar feed preview https://www.example.org/feed.xml --json"
    )]
    Preview(preview::Preview),
}

/// The configuration to read.
#[derive(Clone, Debug, Args)]
pub(crate) struct File {
    /// The configuration file.
    #[arg(
        long,
        value_name = "FILE",
        default_value = "teilbar.toml",
        global = true
    )]
    config: PathBuf,
}

/// Runs the command that the arguments name.
///
/// # Errors
/// Whatever keeps the command from its purpose; [`report`] words it.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match Cli::try_parse_from(args).map(|cli| cli.command) {
        Ok(Command::Serve(serve)) => serve.run(),
        Ok(Command::Check(file)) => check::run(&file, out),
        Ok(Command::Moderate(moderate)) => moderate.run(out),
        Ok(Command::Feed(Feed::Preview(preview))) => preview.run(out),
        Ok(Command::Snippet(snippet)) => snippet.run(out),
        Err(usage) => {
            usage.print()?;
            Ok(ExitCode::from(u8::try_from(usage.exit_code())?))
        }
    }
}

/// Words an error once and turns the outcome into an exit code.
pub fn report(outcome: anyhow::Result<ExitCode>, err: &mut dyn Write) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is closed, too.
            let _ = writeln!(err, "teilbar: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever read our output has read enough: `teilbar feed preview … | head`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
