//! The networks of a share bar that leaves the choice to us: by the language of the page.
//!
//! What depends on the device needs no choice of the server's: apps that only phones have are hidden
//! by the style sheet elsewhere, so that one answer serves everybody.

use crate::choice::Choice;
use crate::config::{Options, words};
use crate::network::Network::{
    self, Bluesky, Copy, Email, Hatena, Line, Linkedin, Mastodon, Qr, Telegram, Viber, Whatsapp,
};
use crate::text::Lang;

/// The word that stands for these networks in `networks`.
pub const AUTO: &str = "auto";

/// The networks of most languages, and those of some whose readers mostly use another messenger.
/// WeChat takes no links but from a scanned code.
pub fn primary(lang: Lang) -> &'static [Network] {
    match lang {
        Lang::Ja => &[Line, Hatena, Bluesky, Mastodon, Email, Copy],
        Lang::Ko => &[Line, Bluesky, Mastodon, Linkedin, Email, Copy],
        Lang::Zh => &[Qr, Mastodon, Bluesky, Linkedin, Email, Copy],
        Lang::Ru | Lang::Uk => &[Telegram, Viber, Mastodon, Bluesky, Linkedin, Email, Copy],
        Lang::Bg | Lang::El | Lang::Sr => {
            &[Viber, Whatsapp, Mastodon, Bluesky, Linkedin, Email, Copy]
        }
        _ => &[Mastodon, Bluesky, Linkedin, Whatsapp, Email, Copy],
    }
}

/// The languages that have networks of their own, with them.
pub fn exceptions() -> impl Iterator<Item = (Lang, &'static [Network])> {
    let all = Lang::ALL.iter().map(|(lang, _)| (*lang, primary(*lang)));
    all.filter(|(_, networks)| *networks != primary(Lang::default()))
}

/// What a share bar's `networks` names, `auto` replaced; without a word it is `auto`.
pub(crate) fn named(options: &Options) -> Vec<&str> {
    let list = match options.get("networks") {
        "" => AUTO,
        list => list,
    };
    let mut names = Vec::new();
    for word in words(list) {
        if word.eq_ignore_ascii_case(AUTO) {
            names.extend(primary(options.lang()).iter().map(|n| n.slug()));
        } else {
            names.push(word);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Bar;
    use crate::network::{Network, OPT_IN};

    fn bar(networks: &str, lang: &str) -> Vec<Network> {
        let options = [("networks", networks), ("lang", lang)];
        Bar::from_options(&options.into_iter().collect()).networks
    }

    #[test]
    fn auto_is_the_default_and_stands_among_names() {
        assert_eq!(bar("", "de"), primary(Lang::De));
        assert_eq!(bar("Auto", "ja"), primary(Lang::Ja));
        let mixed = bar("reddit auto, mastodon more", "fr");
        assert_eq!(mixed.first(), Some(&Network::Reddit));
        assert_eq!(mixed[1..7], *primary(Lang::Fr));
        assert_eq!(mixed[7..], [Network::More], "each once");
    }

    #[test]
    fn every_language_gets_what_everybody_can_use() {
        for (lang, _) in Lang::ALL {
            let all = primary(*lang);
            assert!(all.contains(&Email) && all.contains(&Copy), "{lang:?}");
            assert!(!all.iter().any(|n| OPT_IN.contains(n)), "{lang:?}");
        }
    }
}
