//! `teilbar check` through the real binary: each broken configuration and what is said about it.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What `teilbar check` says about a configuration, and its exit code.
fn check(folder: &Path, text: &str) -> String {
    std::fs::write(folder.join("teilbar.toml"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
    command
        .args(["check", "--config", "teilbar.toml"])
        .current_dir(folder);
    command
        .env_remove("TEILBAR_NO_SUCH_KEY")
        .env("TEILBAR_SET_KEY", "s3cret");
    let output = command.output().unwrap();
    let (out, err) = (
        String::from_utf8(output.stdout),
        String::from_utf8(output.stderr),
    );
    format!(
        "{}{}exit {}",
        out.unwrap(),
        err.unwrap(),
        output.status.code().unwrap()
    )
}

/// The configuration with its line numbers and what is said about it.
fn report(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("feed.xml"), "<rss/>").unwrap();
    let said = check(folder.path(), text);
    assert!(!said.contains("s3cret"), "{said}");
    let mut out = String::new();
    for (i, line) in text.lines().enumerate() {
        writeln!(out, "{:2} {line}", i + 1).unwrap();
    }
    format!("{out}\n{said}")
}

/// A site with more lines in it.
fn site(lines: &str) -> String {
    format!("[[sites]]\nid = \"a\"\norigins = [\"https://a.example\"]\n{lines}")
}

macro_rules! broken {
    ($($name:ident: $text:expr;)+) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), report(&format!("{}", $text)));
        }
    )+};
}

broken! {
    not_toml: "listen = \n[[sites]\n";
    limits: "forwarded_header = \"X-Real-IP\"\n[limits]\nrequests = 0\nconnections = 99999999\nburst = 3\n";
    live: "[live]\nstreams = 0\nper_client = 10000\npoll = \"0s\"\nburst = 3\n";
    media: "[media]\npictures = \"no\"\nper_site = \"500\"\nfolder = \"x\"\n";
    media_sizes: "[media]\npictures = true\nper_site = \"0 MB\"\n";
    unknown_keys: "lisen = \"127.0.0.1:1\"\n[[sites]]\nid = \"a\"\norgins = []\nhome = \"https://a.example/\"\nzzzzzz = 1\n";
    prefixes: site("prefix = \"9-X\"\n");
    wrong_kinds: "listen = 8787\ntrusted_proxies = \"10.0.0.0/8\"\n[refresh]\nfeeds = 15\n[sites]\nid = \"a\"\n";
    addresses: "listen = \"localhost\"\npublic_url = \"teilbar.example\"\ndatabase = \"mysql://x\"\ntrusted_proxies = [\"10.0.0.0/33\", \"10.0.0.1\"]\n[fetch]\nallow = [\"http://10.0.0.1/\", \"intranet:8080\"]\n[api]\ngithub = \"ftp://x\"\n";
    durations: "[refresh]\nfollowers = \"0s\"\nfeeds = \"15 minutes\"\n";
    too_rare: "[refresh]\nfollowers = \"1y\"\nfeeds = \"365d\"\n";
    time_zone: "time_zone = \"Europe/Berln\"\n";
    literal_secret: "[keys]\nyoutube = \"AIza-literal\"\n";
    literal_password: "database = \"postgres://teilbar:hunter2@db/teilbar\"\n";
    unset_secret: "database = { env = \"TEILBAR_NO_SUCH_KEY\" }\n[keys]\nyoutube = { env = \"TEILBAR_NO_SUCH_KEY\" }\ngithub = { env = \"TEILBAR_SET_KEY\" }\n";
    keys: "[keys]\nx = { env = \"TEILBAR_SET_KEY\" }\nfacebok = { env = \"TEILBAR_SET_KEY\" }\nfacebook = { env = \"TEILBAR_SET_KEY\", budget = \"5 USD\" }\ninstagram = { env = \"TEILBAR_SET_KEY\", account = \"me\" }\nthreads = { env = \"TEILBAR_SET_KEY\", expires = \"2020-01-31\" }\nlinkedin = { env = \"TEILBAR_SET_KEY\", expires = \"2026-02-30\" }\nreddit = { env = \"TEILBAR_SET_KEY\" }\ntiktok = { env = \"TEILBAR_SET_KEY\", client = \"c\" }\ntelegram = { expires = \"x\" }\n[api]\nfacebook = \"graph\"\nlinkedin_version = \"v2\"\ntwitter = \"https://api.x.com\"\n";
    budgets: "[keys]\nx = { env = \"TEILBAR_SET_KEY\", budget = \"5 EUR\" }\n";
    more_sources: site("[[sites.sources]]\nid = \"a\"\nmastodon = \"#a b@c.example\"\n[[sites.sources]]\nid = \"b\"\nbluesky = \"https://bsky.app/profile/a.example/post/3k\"\n[[sites.sources]]\nid = \"c\"\ngithub = \"rust\"\n[[sites.sources]]\nid = \"d\"\nwordpress = \"blog.example\"\n[[sites.sources]]\nid = \"e\"\npinterest = \"a/../b\"\n[[sites.sources]]\nid = \"f\"\nx = \"https://x.com/a\"\n[[sites.sources]]\nid = \"g\"\ntelegram = \"@..\"\n[[sites.sources]]\nid = \"h\"\nthreds = \"a\"\n");
    ids: "[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n[[sites]]\nid = \"Größe 1\"\n[[sites]]\nname = \"none\"\n";
    origins: "[[sites]]\nid = \"a\"\norigins = [\"https://*.a.example\", \"a.example\", \"https://a.example/\", \"https://A.example\", \"null\", \"https://a\\\\.example$\", \"ftp://a.example\"]\nhome = \"a.example\"\n";
    languages_and_styles: site("lang = \"eo\"\ncss = \"inlined\"\n");
    options: site("[sites.options]\nthem = \"dark\"\ntheme = \"drak\"\nlimit = 99\nurl = \"javascript:x\"\nsite = \"b\"\nnetworks = [\"facebok\"]\nhashtags = 1.5\n");
    dead_in_options: site("[sites.options]\nnetworks = [\"linkedin\", \"google+\", \"xing\", \"pocket\"]\n");
    dead_profile: site("[[sites.profiles]]\nnetwork = \"studivz\"\nhandle = \"x\"\n");
    profiles: site("[[sites.profiles]]\nnetwork = \"mastodon\"\nhandle = \"nordlicht\"\n[[sites.profiles]]\nnetwork = \"threema\"\nhandle = \"X\"\n[[sites.profiles]]\nnetwork = \"linkdin\"\nhandle = \"x\"\n[[sites.profiles]]\nnetwork = \"github\"\n[[sites.profiles]]\nnetwork = \"github\"\nhandle = \"x\"\n[[sites.profiles]]\nnetwork = \"github\"\nhandle = \"x\"\nurl = \"javascript:x\"\n");
    lookalikes: site("name = \"Nordlicht\"\n[[sites.profiles]]\nnetwork = \"github\"\nhandle = \"nordlicht\"\n[[sites.profiles]]\nnetwork = \"x\"\nhandle = \"nord1icht\"\n[[sites.profiles]]\nnetwork = \"mastodon\"\nhandle = \"@nоrdlicht@social.example\"\nurl = \"https://social.example/@n\"\n");
    verification: site("[[sites.profiles]]\nnetwork = \"x\"\nhandle = \"a\"\ntoken = \"short\"\n[[sites.profiles]]\nnetwork = \"xing\"\nhandle = \"b\"\nverify = false\ntoken = \"teilbar-7fK2mQ\"\n[[sites.profiles]]\nnetwork = \"telegram\"\nhandle = \"c\"\nverify = \"yes\"\n");
    manual_values: site("[[sites.profiles]]\nnetwork = \"x\"\nhandle = \"a\"\nmanual = { count = 12, date = \"2026-02-30\" }\n[[sites.profiles]]\nnetwork = \"facebook\"\nhandle = \"a\"\nmanual = { count = \"12K\" }\n[[sites.counts]]\nurl = \"/x\"\nnetwork = \"facebook\"\ncount = -1\ndate = \"yesterday\"\n");
    sources: site("[[sites.sources]]\nid = \"n\"\nfeed = \"feed.xml\"\n[[sites.sources]]\nid = \"n\"\nfile = \"missing.xml\"\n[[sites.sources]]\nid = \"c\"\n[[sites.sources]]\nid = \"d\"\nfeed = \"https://a.example/f\"\nmastodon = \"@a@b.example\"\n[[sites.sources]]\nid = \"e\"\nyoutube = \"@name\"\n[[sites.sources]]\nid = \"f\"\nmastodon = \"@name\"\n[[sites.sources]]\nid = \"g\"\nbluesky = \"name\"\nsample = \"missing.json\"\n");
    demo: "[demo]\npages = \"missing\"\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n";
    rules: site("merge_within = \"soon\"\n[[sites.sources]]\nid = \"n\"\nfile = \"feed.xml\"\nreview = \"yes\"\n[[sites.rules]]\nname = \"a\"\naction = \"delete\"\nany = { words = [\"!\", \"ok\"], regex = [\"(\", \"x*\", \"(a{999}){999}\"], has = [\"video\"] }\n[[sites.rules]]\nname = \"a\"\naction = \"hide\"\nall = { sources = [\"m\"], is = [\"reply\"], over_per_day = \"3\" }\n[[sites.rules]]\naction = \"pin\"\n[[sites.rules]]\nname = \"review\"\naction = \"pin\"\nall = {}\nany = { hashtag = [\"x\"], hashtags = [] }\n");
    topics: site("[[sites.topics]]\nid = \"Energie\"\ntags = [\"a\"]\n[[sites.topics]]\nid = \"wind\"\norigins = [\"https://*.b.example\"]\n[[sites.topics]]\nid = \"wind\"\nsources = [\"m\"]\n");
    mail: "[mail]\nserver = \"mail.example\"\nfrom = \"news\"\nuser = \"a\"\n[[sites]]\nid = \"a\"\nhome = \"https://a.example/\"\n[[sites.topics]]\nid = \"wind\"\ntags = [\"wind\"]\nalerts = \"monthly\"\n";
    mail_secrets: "[mail]\nserver = \"smtps://u:p@mail.example\"\npassword = \"hunter2\"\n";
    no_mail: site("[[sites.topics]]\nid = \"wind\"\ntags = [\"wind\"]\nalerts = \"daily\"\n");
    empty: "";
}

#[test]
fn a_missing_file_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
    let command = command
        .args(["check", "--config", "none.toml"])
        .current_dir(folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("teilbar: cannot read none.toml"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn usage_errors_exit_2() {
    for args in [
        &["check", "--confg", "x"][..],
        &["nothing"],
        &[],
        &["snippet"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_teilbar"))
            .args(args)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn every_help_has_an_example() {
    for args in [
        &["serve"][..],
        &["check"],
        &["feed", "preview"],
        &["snippet"],
        &["moderate"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_teilbar"));
        let output = command.args(args).arg("--help").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let examples = ["Example:\n  teilbar ", "Examples:\n  teilbar "];
        assert!(examples.iter().any(|start| text.contains(start)), "{text}");
    }
}

#[test]
fn a_full_configuration_is_fine() {
    let text = r##"
listen = "127.0.0.1:8787"
public_url = "https://teilbar.example"
database = "teilbar.db"
trusted_proxies = ["10.0.0.0/8", "::1"]
forwarded_header = "Forwarded"
time_zone = "Europe/Berlin"
[fetch]
allow = ["127.0.0.1:2583"]
[limits]
requests = 600
connections = 100
[live]
streams = 2000
per_client = 50
poll = "2m"
[media]
pictures = true
per_site = "2 GB"
[refresh]
followers = "1h"
feeds = "15m"
[keys]
github = { env = "TEILBAR_SET_KEY" }
facebook = { env = "TEILBAR_SET_KEY" }
instagram = { env = "TEILBAR_SET_KEY", account = "178414", expires = "2099-01-31" }
reddit = { env = "TEILBAR_SET_KEY", client = "id" }
telegram = { env = "TEILBAR_SET_KEY" }
tumblr = { env = "TEILBAR_SET_KEY" }
[keys.x]
env = "TEILBAR_SET_KEY"
budget = "2.50 USD"
[keys.tiktok]
env = "TEILBAR_SET_KEY"
client = "key"
client_secret = { env = "TEILBAR_SET_KEY" }
[api]
bluesky = "https://public.api.bsky.app"
facebook = "https://graph.facebook.com/v26.0"
linkedin_version = "202609"
[demo]
pages = "."
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example", "http://localhost:8000"]
home = "https://www.nordlicht.example/"
lang = "de"
css = "link"
prefix = "acme"
[sites.options]
networks = ["linkedin", "mastodon"]
limit = 3
[[sites.profiles]]
network = "mastodon"
handle = "@nordlicht@social.example"
manual = { count = 1234, date = "2026-03-03" }
[[sites.sources]]
id = "news"
file = "feed.xml"
sample = "feed.xml"
review = true
[[sites.sources]]
id = "toots"
mastodon = "@nordlicht@social.example"
[[sites.sources]]
id = "tag"
mastodon = "#segeln@social.example"
[[sites.sources]]
id = "list"
bluesky = "https://bsky.app/profile/nordlicht.example/lists/3k"
[[sites.sources]]
id = "boats"
bluesky = "at://did:plc:abc/app.bsky.feed.generator/boats"
[[sites.sources]]
id = "releases"
github = "nordlicht/boot.rs"
[[sites.sources]]
id = "blog"
wordpress = "https://blog.nordlicht.example/"
[[sites.sources]]
id = "channel"
telegram = "@nordlicht"
[[sites.sources]]
id = "pins"
pinterest = "nordlicht/boote"
[[sites.sources]]
id = "blogged"
tumblr = "nordlicht"
[[sites.sources]]
id = "tweets"
x = "@nordlicht"
[[sites.rules]]
name = "no adverts"
reason = "our page is no market"
action = "hide"
any = { words = ["casino*"], word_files = ["words.txt"], regex = ["(?i)rabatt\\s*code"], hashtags = ["werbung"], has = ["link"] }
all = { sources = ["toots"], authors = ["Ada"], languages = ["de"], is = ["repost"], over_per_day = 5 }
[[sites.topics]]
id = "energy"
name = "Energie"
origins = ["https://www.partner.example"]
tags = ["energie"]
words = ["wind*"]
languages = ["de"]
authors = ["Ada"]
sources = ["toots", "news"]
[[sites.counts]]
url = "https://www.nordlicht.example/a"
network = "facebook"
count = 12
date = "2026-03-03"
"##;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("feed.xml"), "<rss/>").unwrap();
    std::fs::write(
        folder.path().join("words.txt"),
        "# what we sell not\n\nfree lunch\n",
    )
    .unwrap();
    let said = check(folder.path(), text);
    assert_eq!(
        said,
        "teilbar.toml: ok: 1 site, 1 profile, 11 sources, 1 manual count\nexit 0"
    );
}
