//! `teilbar snippet`: what to paste into a page.

use super::File;
use crate::config::{Config, Site};
use anyhow::bail;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::process::ExitCode;
use teilbar_domain::choice::Choice;
use teilbar_domain::config::CssMode;

#[derive(Debug, Args)]
pub(super) struct Snippet {
    #[command(flatten)]
    file: File,
    /// The site's id in the configuration.
    #[arg(long, value_name = "ID")]
    site: String,
    /// What to show.
    #[arg(long, value_enum)]
    element: Element,
    /// For pages made on a server: HTML that works before any script and without one.
    #[arg(long)]
    server_rendered: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Element {
    Bar,
    Follow,
    Feed,
}

impl Element {
    fn word(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Follow => "follow",
            Self::Feed => "feed",
        }
    }
}

impl Snippet {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
        let (config, _) = Config::load(&self.file.config)?;
        let Some(site) = config.site(&self.site) else {
            let known: Vec<_> = config.sites.iter().map(|site| &site.id[..]).collect();
            bail!(
                "there is no site \"{}\": use one of {}",
                self.site,
                known.join(", ")
            );
        };
        let text = if self.server_rendered {
            self.include(&config, site)
        } else {
            self.script(&config, site)
        };
        out.write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    /// The script alone; it fetches the rest.
    fn script(&self, config: &Config, site: &Site) -> String {
        let (base, element, id) = (&config.public_url, self.element.word(), &site.id);
        let lang = site.lang.word();
        format!(
            "<script type=\"module\" src=\"{base}/teilbar.js\"></script>\n\
             <teil-{element} site=\"{id}\" lang=\"{lang}\"></teil-{element}>\n"
        )
    }

    /// The recipe: whoever makes the page fetches the fragment and puts it in.
    fn include(&self, config: &Config, site: &Site) -> String {
        let (base, element, id) = (&config.public_url, self.element.word(), &site.id);
        let query = match self.element {
            Element::Bar => "?url=PAGE_URL&title=PAGE_TITLE",
            Element::Follow | Element::Feed => "",
        };
        format!(
            "1. Where the page is made, fetch this address and put the answer into the page\n\
             \u{20}  (keep it for a minute; if it cannot be fetched, leave the place empty):\n\n\
             \u{20}  {base}/api/v1/sites/{id}/fragment/{element}{query}\n\n\
             {}2. Once per page:\n\n\
             \u{20}  <script type=\"module\" src=\"{base}/teilbar.js\"></script>\n\n\
             3. If the page has a Content-Security-Policy, add these sources to it:\n\n{}",
            self.placeholders(),
            policy(base, site),
        )
    }

    fn placeholders(&self) -> &'static str {
        match self.element {
            Element::Bar => {
                "   PAGE_URL and PAGE_TITLE stand for the page's own, percent-encoded.\n\n"
            }
            Element::Follow | Element::Feed => "",
        }
    }
}

fn policy(base: &str, site: &Site) -> String {
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
         \u{20}  style-src {base}\n{how}"
    )
}
