//! The server against nginx: a cached fragment, and a static file of the same bytes.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::median;
use crate::process::{capture, command, free_port, pause};
use crate::project::{self, temporary_dir};
use crate::{demo, dist, files, tools};

/// Measured alternately, so that a busy moment hits both.
const ROUNDS: usize = 3;
/// The share of nginx's requests per second that a cached fragment has to reach.
const BUDGET: f64 = 0.9;

/// Prints the ratio and the server's memory; fails where the ratio is below its budget.
pub(super) fn compare() -> Result<()> {
    dist::dist()?;
    demo::server()?;
    let dir = temporary_dir("bench")?;
    let teilbar = start_teilbar()?;
    let ratio = race(&teilbar, demo::FRAGMENT, &dir)?;
    println!(
        "memory after the load: {} KiB resident",
        teilbar.memory("VmRSS")?
    );
    files::remove_dir(&dir)?;
    within(ratio)
}

/// Requests per second of an answer of ours, as a share of what nginx makes of the same bytes in a file.
pub(super) fn race(teilbar: &Server, path: &str, dir: &Path) -> Result<f64> {
    let wrk = tools::ensure_program("wrk", "wrk")?;
    let answer = teilbar.get(path)?;
    files::write(&dir.join("answer"), &answer)?;
    println!("{path} is {} bytes", answer.len());
    let limit = start_nginx(dir, "/answer")?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let rate = load(&wrk, &teilbar.url(path))?;
        let possible = load(&wrk, &limit.url("/answer"))?;
        println!("round {round}: {rate:.0} requests/s, nginx's static file {possible:.0}");
        ours.push(rate);
        theirs.push(possible);
    }
    Ok(median(&mut ours) / median(&mut theirs))
}

/// Fails where a ratio is below the budget.
pub(super) fn within(ratio: f64) -> Result<()> {
    println!("ratio of the medians: {ratio:.2} (budget {BUDGET})");
    if ratio < BUDGET {
        bail!("a cached answer is slower than its budget");
    }
    Ok(())
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    child: Child,
    port: u16,
}

/// The release build with the demo's configuration.
pub(super) fn start_teilbar() -> Result<Server> {
    serve(Path::new(demo::CONFIG), demo::FRAGMENT)
}

/// The release build with a configuration, as soon as it answers at `path`.
pub(super) fn serve(config: &Path, path: &str) -> Result<Server> {
    let port = free_port()?;
    let mut serve = command(project::server_binary());
    serve.arg("serve").arg("--config").arg(config);
    serve.args(["--listen", &format!("127.0.0.1:{port}")]);
    // That the demo cannot reach the networks from here is not what is measured.
    serve.env("TEILBAR_LOG", "error");
    Server::start(&mut serve, port, path)
}

/// nginx with the files of `dir`, as soon as it answers at `path`.
pub(super) fn start_nginx(dir: &Path, path: &str) -> Result<Server> {
    let nginx = tools::ensure_program("nginx", "nginx")?;
    let port = free_port()?;
    let config = dir.join("nginx.conf");
    files::write(&config, nginx_config(dir, port))?;
    let mut serve = command(nginx);
    serve
        .arg("-p")
        .arg(dir)
        .arg("-e")
        .arg(dir.join("error.log"))
        .arg("-c")
        .arg(&config);
    Server::start(&mut serve, port, path)
}

/// As fast as nginx serves a file, with nothing outside `dir`.
fn nginx_config(dir: &Path, port: u16) -> String {
    let dir = dir.display();
    let user = if tools::is_root() { "user root;" } else { "" };
    format!(
        "{user} daemon off; worker_processes auto; pid {dir}/pid;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n\
           access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n\
           open_file_cache max=10; client_body_temp_path {dir}/1; proxy_temp_path {dir}/2;\n\
           fastcgi_temp_path {dir}/3; uwsgi_temp_path {dir}/4; scgi_temp_path {dir}/5;\n\
           server {{ listen 127.0.0.1:{port}; root {dir}; default_type text/html; }}\n\
         }}\n"
    )
}

impl Server {
    pub(super) fn start(command: &mut Command, port: u16, path: &str) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let mut server = Self { child, port };
        let started = Instant::now();
        while server.get(path).is_err() {
            if let Ok(Some(status)) = server.child.try_wait() {
                bail!("{name} ended with {status}: see its words above");
            }
            if started.elapsed() > Duration::from_secs(20) {
                bail!("{name} did not answer {path} within 20 s");
            }
            pause(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// An address on this server.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it answers there.
    pub(super) fn get(&self, path: &str) -> Result<Vec<u8>> {
        http_get(self.port, path).with_context(|| format!("cannot get {}", self.url(path)))
    }

    /// Host and port.
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Memory in KiB as the kernel counts it: `VmRSS` now, `VmHWM` at most so far.
    pub(super) fn memory(&self, what: &str) -> Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = String::from_utf8_lossy(&files::read(Path::new(&path))?).into_owned();
        kib(&status, what).with_context(|| format!("{path} has no {what}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGTERM, not `kill()`: nginx's workers end only with a master that was asked to.
        crate::process::signal(self.child.id(), "TERM");
        self.child.wait().ok();
    }
}

fn kib(status: &str, what: &str) -> Option<u64> {
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Requests per second over five seconds.
fn load(wrk: &Path, url: &str) -> Result<f64> {
    let text = capture(command(wrk).args(["-t1", "-c32", "-d5s", url]))?;
    rate(&text).with_context(|| format!("wrk was not answered well:\n{text}"))
}

/// Nothing where an answer was an error: a fast error is no result.
fn rate(text: &str) -> Option<f64> {
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        return None;
    }
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"))?;
    line.trim().parse().ok()
}

/// The body of a plain answer with status 200.
fn http_get(port: u16, path: &str) -> Result<Vec<u8>> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    // HTTP/1.0: the body comes in one piece and the connection ends with it.
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    body(&answer)
        .context("the answer was not 200 OK")
        .map(<[u8]>::to_vec)
}

fn body(answer: &[u8]) -> Option<&[u8]> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let status = answer.split(|byte| *byte == b' ').nth(1)?;
    (status == b"200").then(|| &answer[end + 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_kernels_table() {
        let status = "Name:\tteilbar\nVmRSS:\t   12345 kB\nThreads:\t3\n";
        assert_eq!(kib(status, "VmRSS"), Some(12_345));
        assert_eq!(kib(status, "Vm"), None);
    }

    #[test]
    fn a_rate_counts_only_without_errors() {
        assert_eq!(rate("x\nRequests/sec:  123.5\n"), Some(123.5));
        assert_eq!(
            rate("  Non-2xx or 3xx responses: 4\nRequests/sec:  123.5\n"),
            None
        );
    }

    #[test]
    fn only_a_good_answer_has_a_body() {
        assert_eq!(body(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nhi"), Some(&b"hi"[..]));
        assert_eq!(body(b"HTTP/1.1 404 Not Found\r\n\r\nhi"), None);
    }
}
