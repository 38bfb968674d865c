//! `docs/networks.md` and `docs/options.md` come from the tables; a stale copy fails.

use std::fmt::Write;
use std::path::Path;

use teilbar_domain::choice::Choice;
use teilbar_domain::dead::DEAD;
use teilbar_domain::network::{Act, Limit, Network, OPT_IN, Share};
use teilbar_domain::option::{Kind, OPTIONS, Spec};
use teilbar_domain::primary::{exceptions, primary};
use teilbar_domain::text::Lang;

#[test]
fn docs_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let update = std::env::var_os("TEILBAR_UPDATE_DOCS").is_some_and(|value| value == "1");
    for (name, text) in [("networks.md", networks()), ("options.md", options())] {
        let file = folder.join(name);
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let stored = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            stored == text,
            "docs/{name} is old: run `cargo xtask docs` and commit what it writes"
        );
    }
}

/// Says who wrote the file, so that nobody corrects it by hand.
const NOTE: &str = "<!-- Written by `cargo xtask docs`; change the tables in crates/domain. -->";

/// Networks of a site's own, by an example.
const OWN: &str = r##"## Networks of a site's own

```toml
[[sites.networks]]
id = "forum"                    # the name in networks = "…"; none of those above
name = "Unser Forum"            # what the button says
share = "https://forum.example.org/new?link={url}&subject={title}"
profile = "https://forum.example.org/u/us"  # for follow buttons; this or share, or both
color = "#ffcc00"               # white or black text is chosen to be readable on it
icon = "M3 3h18v14H9l-6 4z"     # the d of an SVG path on a 24 px grid; an arrow without it
```

`share` is `https` and has `{url}`; it may have `{title}`, `{text}` (else the title), `{summary}` (the text
or nothing), `{image}`, `{via}`, `{hashtags}` (with commas), `{tags}` (with number signs) and `{tag}` (the
first). A parameter without a value is left out; `{image!}` leaves the button out where there is no
picture.
"##;

fn networks() -> String {
    let shareable = |network: &&Network| !matches!(network.row().share, Share::None { .. });
    let mut out = format!(
        "{NOTE}\n\n# Networks\n\nThe catalogue has {} entries; {} of them can be shared to. \
         The rest can still be followed where they have a profile address.\n\n\
         Names are written in lower case in attributes and in `teilbar.toml`; case is ignored and \
         every alias works as well.\n\n\
         | Network | Name | Aliases | Share button | Profile address |\n\
         | --- | --- | --- | --- | --- |\n",
        Network::ALL.len(),
        Network::ALL.iter().filter(shareable).count(),
    );
    for network in Network::ALL {
        let row = network.row();
        let cells = [
            cell(row.name),
            code(row.slug),
            codes(row.aliases),
            cell(&share(*network)),
            code(row.profile),
        ];
        line(&mut out, &cells);
    }
    let opt_in: Vec<_> = OPT_IN.iter().map(|network| network.slug()).collect();
    let _ = write!(
        out,
        "\nOnly a site that names them shows {}: they are in no default and no suggestion.\n",
        codes(&opt_in)
    );
    out.push_str(
        "\nA site can add [networks of its own](#networks-of-a-sites-own).\n\n`{handle}` stands for the profile's handle; where an address has `{user}` and `{host}`, \
         the handle is written `@user@host`.\n\n",
    );
    out.push_str(&auto());
    out.push_str(OWN);
    out.push_str(
        "\n## Names that lead nowhere any more\n\n\
         These are recognised, so that old snippets can be mended. They never become a button: \
         `teilbar check` names them with what to use instead.\n\n\
         | Name | Also written | Was geschah | What happened | Stattdessen / Instead |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for dead in DEAD {
        let cells = [
            cell(dead.name),
            codes(dead.slugs),
            cell(dead.de),
            cell(dead.en),
            codes(dead.instead),
        ];
        line(&mut out, &cells);
    }
    out
}

fn auto() -> String {
    let slugs = |networks: &[Network]| {
        let slugs: Vec<_> = networks.iter().map(|network| network.slug()).collect();
        codes(&slugs)
    };
    let mut out = format!(
        "## Auto\n\nA share bar without `networks` has `auto`: {}. In some languages other messengers are \
         usual. The word may stand among names, as in `auto more`, and what is named twice is there once. \
         Apps that only phones have are hidden elsewhere, by the style sheet: the server does not ask \
         about devices, so that one answer serves everybody.\n\n| Language | `auto` |\n| --- | --- |\n",
        slugs(primary(Lang::default())),
    );
    for (lang, networks) in exceptions() {
        line(&mut out, &[code(lang.word()), slugs(networks)]);
    }
    out + "\n"
}

fn share(network: Network) -> String {
    match &network.row().share {
        Share::Link(_) if network == Network::Pinterest => "yes, with an `image`".to_owned(),
        Share::Link(_) => "yes".to_owned(),
        Share::Limited(_, Limit::Graphemes(most) | Limit::EmojiBytes(most)) => {
            format!("yes, title cut so that all fits {most} characters")
        }
        Share::Limited(_, Limit::Weighted(most)) => {
            format!("yes, title cut so that all fits {most} characters, an address counted as 23")
        }
        Share::Mobile(_) if network == Network::Messenger => {
            "mobile; everywhere with `facebook-app-id`".to_owned()
        }
        Share::Mobile(_) => "only where an app can be expected: mobile".to_owned(),
        Share::Mail(_) => "yes, opens the mail program".to_owned(),
        Share::Act(Act::Copy) => "yes, copies the address".to_owned(),
        Share::Act(Act::Print) => "yes, prints the page".to_owned(),
        Share::Act(Act::Native) => "yes, opens the device's own sheet where it has one".to_owned(),
        Share::Act(Act::Qr) => "yes, shows the address as a QR code".to_owned(),
        Share::Act(Act::Cite) => "yes, offers a reference to copy".to_owned(),
        Share::Act(Act::More) => "yes, shows more networks".to_owned(),
        Share::None { de, en, instead } => {
            let instead = match instead {
                [] => String::new(),
                instead => format!("; instead: {}", codes(instead)),
            };
            format!("no: {en} (de: {de}){instead}")
        }
    }
}

fn options() -> String {
    let mut out = format!(
        "{NOTE}\n\n# Options\n\nAn option is an attribute of an element, a parameter of a fragment's \
         address and a key of `[sites.options]` in `teilbar.toml` (there all but `site` and \
         `server`). What a page says wins over what its site says. A value that is not understood \
         falls back to the default.\n\n\
         | Option | Elements | Values | Default | What it does |\n\
         | --- | --- | --- | --- | --- |\n"
    );
    for spec in OPTIONS {
        let cells = [
            code(spec.name),
            elements(spec),
            values(spec.kind),
            code(spec.default),
            cell(spec.help),
        ];
        line(&mut out, &cells);
    }
    out
}

fn elements(spec: &Spec) -> String {
    let names = spec.elements.iter().map(|e| format!("`teil-{}`", e.word()));
    names.collect::<Vec<_>>().join(" ")
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Url => "an address that starts with `https://` or `http://`".to_owned(),
        Kind::Host => "the name of a server, such as `pod.example.org`".to_owned(),
        Kind::Digits => "digits".to_owned(),
        Kind::Language => format!("a language tag; translated are {}", codes(Lang::WORDS)),
        Kind::Networks => {
            "names from [networks.md](networks.md), separated by blanks or commas".to_owned()
        }
        Kind::Words => "words, separated by blanks or commas".to_owned(),
        Kind::OneOf(words) => codes(words),
        Kind::Number(from, to) => format!("a whole number from {from} to {to}"),
    }
}

fn line(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Text that cannot break out of its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('*', "\\*")
}

fn code(text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!("`{}`", text.replace('|', "\\|")),
    }
}

fn codes(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| code(word)).collect();
    words.join(" ")
}
