//! `teilbar snippet`, `feed preview` and `serve` through the real binary.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const CONFIG: &str = "public_url = \"https://teilbar.example\"\n[[sites]]\nid = \"corporate\"\nlang = \"en\"\n\
                      origins = [\"https://www.nordlicht.example\"]\n";

const FEED: &str = "<rss version=\"2.0\"><channel><title>Quelle</title><link>https://a.example/</link>\
    <item><guid>1</guid><title>Titel \u{9b}2J</title><link>https://a.example/1</link>\
    <pubDate>Tue, 03 Mar 2026 12:00:00 GMT</pubDate>\
    <description>&lt;p&gt;Hallo &lt;b&gt;Welt&lt;/b&gt;&lt;script&gt;x&lt;/script&gt;</description></item></channel></rss>";

fn teilbar(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
    command.args(args).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn snippets_name_the_server_and_the_site() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("teilbar.toml"), CONFIG).unwrap();
    let script = teilbar(
        folder.path(),
        &["snippet", "--site", "corporate", "--element", "bar"],
    );
    let expected = "<script type=\"module\" src=\"https://teilbar.example/teilbar.js\"></script>\n\
                    <teil-bar site=\"corporate\" lang=\"en\"></teil-bar>\n";
    assert_eq!(text(&script.stdout), expected);
    let renamed = CONFIG.replacen("[[sites]]", "[[sites]]\nprefix = \"acme\"", 1);
    std::fs::write(folder.path().join("renamed.toml"), renamed).unwrap();
    let args = "snippet --config renamed.toml --site corporate --element bar";
    let script = teilbar(folder.path(), &args.split(' ').collect::<Vec<_>>());
    let script = text(&script.stdout);
    assert!(
        script.contains("/teilbar.js?prefix=acme\"") && script.contains("<acme-bar "),
        "{script}"
    );
    let args = [
        "snippet",
        "--site",
        "corporate",
        "--element",
        "follow",
        "--server-rendered",
    ];
    let recipe = text(&teilbar(folder.path(), &args).stdout);
    for part in [
        "https://teilbar.example/api/v1/sites/corporate/fragment/follow",
        "script-src https://teilbar.example 'wasm-unsafe-eval'",
        "connect-src https://teilbar.example",
        "style-src https://teilbar.example\n",
        "css = \"link\"",
    ] {
        assert!(recipe.contains(part), "{recipe}");
    }
    assert!(!recipe.contains("unsafe-inline"), "{recipe}");
    let linked = CONFIG.to_owned() + "css = \"link\"\n";
    std::fs::write(folder.path().join("teilbar.toml"), linked).unwrap();
    let recipe = text(&teilbar(folder.path(), &args).stdout);
    assert!(
        recipe.ends_with("style-src https://teilbar.example\n"),
        "{recipe}"
    );
    // Only a feed has pictures.
    assert!(!recipe.contains("img-src"), "{recipe}");
    let args = args.map(|arg| if arg == "follow" { "feed" } else { arg });
    let recipe = text(&teilbar(folder.path(), &args).stdout);
    assert!(
        recipe.contains("img-src https://teilbar.example\n"),
        "{recipe}"
    );
    let unknown = teilbar(
        folder.path(),
        &["snippet", "--site", "x", "--element", "bar"],
    );
    assert_eq!(unknown.status.code(), Some(1));
    assert_eq!(
        text(&unknown.stderr),
        "teilbar: there is no site \"x\": use one of corporate\n"
    );
}

#[test]
fn a_topic_is_one_line_for_pages_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let topics = format!("{CONFIG}[[sites.topics]]\nid = \"wind\"\ntags = [\"wind\"]\n");
    std::fs::write(folder.path().join("teilbar.toml"), topics).unwrap();
    let say = |args: &[&str]| teilbar(folder.path(), &[&["snippet"], args].concat());
    let script = say(&["--element", "feed", "--topic", "wind"]);
    assert!(
        text(&script.stdout)
            .ends_with("<teil-feed site=\"corporate\" topic=\"wind\" lang=\"en\"></teil-feed>\n"),
        "{script:?}"
    );
    let recipe = say(&["--element", "feed", "--topic", "wind", "--server-rendered"]);
    let recipe = text(&recipe.stdout);
    for part in [
        "/api/v1/sites/corporate/fragment/feed?topic=wind\n",
        "type=\"application/atom+xml\" href=\"https://teilbar.example/sites/corporate/topics/wind/feed.atom\">\n",
    ] {
        assert!(recipe.contains(part), "{recipe}");
    }
    for (args, why) in [
        (
            &["--element", "feed", "--topic", "sun"][..],
            "there is no topic \"sun\": use one of wind",
        ),
        (
            &["--element", "bar", "--topic", "wind"],
            "only a feed has topics",
        ),
    ] {
        let said = say(args);
        assert!(text(&said.stderr).contains(why), "{said:?}");
    }
}

#[test]
fn old_snippets_are_said_in_ours() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("teilbar.toml"), CONFIG).unwrap();
    let old = "<p>Text</p><div class=\"shariff\" data-theme=\"white\" data-mail-subject=\"x\" \
               data-services=\"[&quot;twitter&quot;,&quot;googleplus&quot;]\" data-\u{9b}2J=\"1\"></div>";
    std::fs::write(folder.path().join("old.html"), old).unwrap();
    let ours = teilbar(folder.path(), &["snippet", "--from", "old.html"]);
    let expected = "<script type=\"module\" src=\"https://teilbar.example/teilbar.js\"></script>\n\
                    <teil-bar colors=\"outline\" networks=\"x\" site=\"corporate\"></teil-bar>\n";
    assert_eq!(text(&ours.stdout), expected);
    assert_eq!(
        text(&ours.stderr),
        "old.html: a snippet of Shariff\n\
         old.html: Google+ closed in 2019; use linkedin, mastodon instead\n\
         old.html: \"data-mail-subject\": the subject is the title\n\
         old.html: \"data-2j\": has no counterpart\n"
    );
    std::fs::write(folder.path().join("none.html"), "<p>Text</p>").unwrap();
    let none = teilbar(folder.path(), &["snippet", "--from", "none.html"]);
    assert_eq!(none.status.code(), Some(1));
    assert_eq!(
        text(&none.stderr),
        "teilbar: none.html has no snippet of Shariff, AddToAny, shareon, Sharer.js\n"
    );
    let both = teilbar(
        folder.path(),
        &["snippet", "--from", "old.html", "--element", "bar"],
    );
    assert_eq!(both.status.code(), Some(2));
    let second = format!("{CONFIG}[[sites]]\nid = \"blog\"\norigins = []\n");
    std::fs::write(folder.path().join("teilbar.toml"), second).unwrap();
    let which = teilbar(folder.path(), &["snippet", "--from", "old.html"]);
    assert_eq!(
        text(&which.stderr),
        "teilbar: there are several sites: choose one with --site, of corporate, blog\n"
    );
}

#[test]
fn feeds_are_previewed_as_they_would_be_stored() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("feed.xml"), FEED).unwrap();
    let json = teilbar(folder.path(), &["feed", "preview", "feed.xml", "--json"]);
    let items: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let item = items[0].as_object().unwrap();
    let keys: Vec<_> = item.keys().collect();
    assert_eq!(
        keys,
        ["author", "html", "id", "image", "published", "title", "url"]
    );
    assert_eq!(item["html"], "<p>Hallo <strong>Welt</strong></p>");
    assert_eq!(item["published"], "2026-03-03T12:00:00Z");
    let human = text(&teilbar(folder.path(), &["feed", "preview", "feed.xml"]).stdout);
    assert!(human.starts_with("2026-03-03T12:00:00Z  Titel"), "{human}");
    assert!(
        human.ends_with("\n    Hallo Welt\n") && !human.contains('\u{9b}'),
        "{human:?}"
    );
    std::fs::write(folder.path().join("page.html"), "<!doctype html><p>x").unwrap();
    let wrong = teilbar(folder.path(), &["feed", "preview", "page.html"]);
    assert_eq!(
        (wrong.status.code(), text(&wrong.stderr).lines().count()),
        (Some(1), 1)
    );
}

#[test]
fn the_server_starts_answers_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("teilbar.toml"), CONFIG).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path());
    let mut server = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    let address = line
        .split("http://")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nUser-Agent: Visitor/1\r\n\r\n")
        .unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    let start = Instant::now();
    // By the shell: a lean system has no `kill` of its own.
    let kill = format!("kill -TERM {}", server.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.wait().unwrap().code(), Some(0));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(
        rest.contains("stopped") && !rest.contains("Visitor"),
        "{rest}"
    );
}

#[test]
fn the_server_refuses_a_broken_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("teilbar.toml"), "lisen = 1\n").unwrap();
    let output = teilbar(folder.path(), &["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("teilbar.toml:1: unknown key \"lisen\""),
        "{said}"
    );
    assert!(
        said.ends_with("teilbar: the configuration has 1 error: correct it and start again\n"),
        "{said}"
    );
}
