//! `teilbar`: the server and its tools.

use std::io;
use std::process::ExitCode;
use teilbar_server::cli;

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let outcome = cli::run(std::env::args_os(), &mut out);
    cli::report(outcome, &mut io::stderr())
}
