//! `teilbar snippet`: what to paste into a page.

use super::File;
use crate::config::{Config, Site};
use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::{CssMode, Options};
use teilbar_domain::option::Element;
use teilbar_domain::snippet::{self, Origin};

#[derive(Debug, Args)]
pub(super) struct Snippet {
    #[command(flatten)]
    file: File,
    /// The site's id in the configuration; where there is only one, it is meant.
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    /// What to show.
    #[arg(long, value_parser = elements(), required_unless_present = "from")]
    element: Option<Element>,
    /// Only the posts of this topic of the site.
    #[arg(long, value_name = "ID", conflicts_with = "from")]
    topic: Option<String>,
    /// A page or file with a snippet of Shariff, AddToAny, shareon or Sharer.js, to be said in ours.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["element", "server_rendered"])]
    from: Option<PathBuf>,
    /// For pages made on a server: HTML that works before any script and without one.
    #[arg(long)]
    server_rendered: bool,
}

fn elements() -> impl TypedValueParser<Value = Element> {
    let words = PossibleValuesParser::new(Element::WORDS);
    words.map(|word| Element::parse(&word).unwrap_or_default())
}

impl Snippet {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let (config, _) = Config::load(&self.file.config)?;
        let site = site(self.site.as_deref(), &config)?;
        let topic = self.topic(site)?;
        let text = match (&self.from, self.element) {
            (Some(file), _) => moved(file, &config, site)?,
            (None, Some(element)) if self.server_rendered => include(&config, site, element, topic),
            (None, element) => script(&config, site, element.unwrap_or_default(), topic),
        };
        out.write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    /// The id of the topic asked for, if the site has it.
    fn topic<'a>(&self, site: &'a Site) -> anyhow::Result<Option<&'a str>> {
        let Some(id) = &self.topic else {
            return Ok(None);
        };
        if self.element != Some(Element::Feed) {
            bail!("only a feed has topics: write --element feed");
        }
        let known: Vec<_> = site.topics.iter().map(|topic| &topic.cut.id[..]).collect();
        if known.is_empty() {
            bail!(
                "the site \"{}\" has no topics: add a [[sites.topics]] section",
                site.id
            );
        }
        let topic = site.topic(id);
        let topic = topic.with_context(|| {
            format!(
                "there is no topic \"{id}\": use one of {}",
                known.join(", ")
            )
        })?;
        Ok(Some(&topic.cut.id))
    }
}

/// The site of this id; without one, the only site there is.
pub(super) fn site<'a>(id: Option<&str>, config: &'a Config) -> anyhow::Result<&'a Site> {
    let known: Vec<_> = config.sites.iter().map(|site| &site.id[..]).collect();
    let known = known.join(", ");
    match (id, &config.sites[..]) {
        (Some(id), _) => config
            .site(id)
            .with_context(|| format!("there is no site \"{id}\": use one of {known}")),
        (None, [only]) => Ok(only),
        (None, []) => bail!("the configuration has no site: add a [[sites]] section"),
        (None, _) => bail!("there are several sites: choose one with --site, of {known}"),
    }
}

/// An old snippet in our words; what is not the same afterwards goes to standard error.
fn moved(file: &Path, config: &Config, site: &Site) -> anyhow::Result<String> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let reading = snippet::read(&String::from_utf8_lossy(&bytes));
    let Some(mut reading) = reading else {
        bail!("{name} has no snippet of {}", Origin::WORDS.join(", "));
    };
    let mut err = std::io::stderr();
    writeln!(err, "{name}: a snippet of {}", reading.origin.word())?;
    for note in &reading.notes {
        writeln!(
            err,
            "{name}: {}",
            super::preview::printable(&note.to_string())
        )?;
    }
    reading.options.set("site", &site.id);
    let html = snippet::html_with(
        &config.public_url,
        &site.prefix,
        Element::Bar,
        &reading.options,
    );
    Ok(html + "\n")
}

/// The script alone; it fetches the rest.
fn script(config: &Config, site: &Site, element: Element, topic: Option<&str>) -> String {
    let options = Options::from_iter([
        ("site", &site.id[..]),
        ("topic", topic.unwrap_or_default()),
        ("lang", site.lang.word()),
    ]);
    snippet::html_with(&config.public_url, &site.prefix, element, &options) + "\n"
}

/// The recipe: whoever makes the page fetches the fragment and puts it in.
fn include(config: &Config, site: &Site, element: Element, topic: Option<&str>) -> String {
    let (base, id) = (&config.public_url, &site.id);
    let loader = snippet::loader(base, &site.prefix);
    let (query, placeholders) = match (element, topic) {
        (Element::Bar, _) => (
            "?url=PAGE_URL&title=PAGE_TITLE".to_owned(),
            "   PAGE_URL and PAGE_TITLE stand for the page's own, percent-encoded.\n\n",
        ),
        (_, Some(topic)) => (format!("?topic={topic}"), ""),
        (_, None) => (String::new(), ""),
    };
    format!(
        "1. Where the page is made, fetch this address and put the answer into the page\n\
         \u{20}  (keep it for a minute; if it cannot be fetched, leave the place empty):\n\n\
         \u{20}  {base}/api/v1/sites/{id}/fragment/{}{query}\n\n\
         {placeholders}2. Once per page:\n\n\
         \u{20}  <script type=\"module\" src=\"{loader}\"></script>\n\n\
         3. If the page has a Content-Security-Policy, add these sources to it:\n\n{}",
        element.word(),
        policy(config, site, element),
    ) + &discovery(base, site, element, topic)
}

/// Where feed readers look for the posts.
fn discovery(base: &str, site: &Site, element: Element, topic: Option<&str>) -> String {
    if element != Element::Feed {
        return String::new();
    }
    let folder = match topic {
        Some(topic) => format!("{base}/sites/{}/topics/{topic}", site.id),
        None => format!("{base}/sites/{}", site.id),
    };
    format!(
        "\n4. So that feed readers find the posts, in the page's <head>:\n\n\
         \u{20}  <link rel=\"alternate\" type=\"application/atom+xml\" href=\"{folder}/feed.atom\">\n"
    )
}

fn policy(config: &Config, site: &Site, element: Element) -> String {
    let base = &config.public_url;
    let pictures = match element {
        Element::Feed if config.media.is_some() => format!("   img-src {base}\n"),
        _ => String::new(),
    };
    // An inline sheet would need 'unsafe-inline', which opens the page to more than us.
    let how = match site.css {
        CssMode::Link => "",
        CssMode::Inline => {
            "\n   and let the style sheet be linked: write css = \"link\" into the site's configuration,\n\
             \u{20}  or css=link into the address of step 1.\n"
        }
    };
    format!(
        "   script-src {base} 'wasm-unsafe-eval'\n\
         \u{20}  connect-src {base}\n\
         \u{20}  style-src {base}\n{pictures}{how}"
    )
}
