//! The languages and every sentence a visitor can meet.

use crate::network::Network;

crate::choice::choice!(
    /// A language of the visible text. German is the default.
    Lang {
        De = "de",
        En = "en"
    }
);

impl Lang {
    /// The language for a BCP 47 tag as in `lang="de-AT"`; `None` if there is no translation.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        crate::choice::Choice::parse(primary)
    }

    /// The sentences in this language.
    pub fn strings(self) -> &'static Strings {
        match self {
            Lang::De => &DE,
            Lang::En => &EN,
        }
    }
}

/// Every sentence, once per language: a missing one does not compile.
///
/// `{}` stands for what [`fill`] puts in.
#[derive(Debug)]
pub struct Strings {
    /// Accessible name of the bar.
    pub share: &'static str,
    /// Accessible name of the follow bar.
    pub follow: &'static str,
    /// Accessible name of the feed.
    pub feed: &'static str,
    /// Accessible name of a share button; the network's name goes in.
    pub share_on: &'static str,
    /// Accessible name of a follow button; the network's name goes in.
    pub follow_on: &'static str,
    /// Part of a follow button's accessible name; the full number goes in.
    pub followers: &'static str,
    /// Part of a share button's accessible name; the full number goes in.
    pub shares: &'static str,
    /// Age of a number; the date goes in.
    pub as_of: &'static str,
    pub copy_link: &'static str,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub print: &'static str,
    pub native_share: &'static str,
    pub by_email: &'static str,
    /// Visible labels of what is no network.
    pub label_email: &'static str,
    pub label_copy: &'static str,
    pub label_print: &'static str,
    pub label_native: &'static str,
    pub loading: &'static str,
    pub feed_failed: &'static str,
    pub feed_empty: &'static str,
    pub retry: &'static str,
    pub more_posts: &'static str,
    pub no_more_posts: &'static str,
    /// Status after "more"; the number of new posts goes in.
    pub posts_loaded: &'static str,
    /// Link from a post to its origin; the source's name goes in.
    pub read_on: &'static str,
    pub sample: &'static str,
    pub stale: &'static str,
    pub more_networks: &'static str,
    pub search: &'static str,
    pub nothing_found: &'static str,
    pub close: &'static str,
    pub qr: &'static str,
    pub qr_alt: &'static str,
    pub qr_hint: &'static str,
    pub cite: &'static str,
    pub copy: &'static str,
    pub permalink: &'static str,
    pub fediverse_share: &'static str,
    pub fediverse_follow: &'static str,
    pub home_server: &'static str,
    pub home_server_hint: &'static str,
    pub remember_server: &'static str,
    pub remember_order: &'static str,
    pub go_on: &'static str,
    pub bad_server: &'static str,
    pub loading_failed: &'static str,
}

impl Strings {
    /// The visible label of a button.
    pub fn label(&self, network: Network) -> &'static str {
        match network {
            Network::Email => self.label_email,
            Network::Copy => self.label_copy,
            Network::Print => self.label_print,
            Network::Native => self.label_native,
            network => network.name(),
        }
    }

    /// The accessible name of a share button; it contains the visible label.
    pub fn share_label(&self, network: Network) -> String {
        match network {
            Network::Email => self.by_email.to_owned(),
            Network::Copy => self.copy_link.to_owned(),
            Network::Print => self.print.to_owned(),
            Network::Native => self.native_share.to_owned(),
            Network::Qr | Network::Cite | Network::More => network.name().to_owned(),
            network => fill(self.share_on, network.name()),
        }
    }
}

/// Puts `value` where `template` has `{}`.
pub fn fill(template: &str, value: &str) -> String {
    template.replacen("{}", value, 1)
}

const DE: Strings = Strings {
    share: "Seite teilen",
    follow: "Uns folgen",
    feed: "Neuigkeiten",
    share_on: "Auf {} teilen",
    follow_on: "Uns auf {} folgen",
    followers: "{} Follower",
    shares: "{}-mal geteilt",
    as_of: "Stand: {}",
    copy_link: "Link kopieren",
    copied: "Link kopiert",
    copy_failed: "Kopieren nicht erlaubt. Bitte kopieren Sie die Adresse aus der Adresszeile.",
    print: "Seite drucken",
    native_share: "Mit einer App teilen",
    by_email: "Per E-Mail teilen",
    label_email: "E-Mail",
    label_copy: "Link",
    label_print: "Drucken",
    label_native: "App",
    loading: "Laden …",
    feed_failed: "Fehler: Die Beiträge konnten nicht geladen werden.",
    feed_empty: "Noch keine Beiträge.",
    retry: "Erneut versuchen",
    more_posts: "Weitere Beiträge",
    no_more_posts: "Alle Beiträge sind geladen.",
    posts_loaded: "{} weitere Beiträge geladen",
    read_on: "Auf {} ansehen",
    sample: "Beispiel",
    stale: "Zuletzt abgerufen: {}",
    more_networks: "Weitere Möglichkeiten zum Teilen",
    search: "Netzwerk suchen",
    nothing_found: "Nichts gefunden",
    close: "Schließen",
    qr: "QR-Code anzeigen",
    qr_alt: "QR-Code für die Adresse {}",
    qr_hint: "Mit der Kamera eines Telefons öffnen",
    cite: "Diese Seite zitieren",
    copy: "Kopieren",
    permalink: "Dauerhafte Adresse",
    fediverse_share: "Im Fediverse teilen",
    fediverse_follow: "Im Fediverse folgen",
    home_server: "Ihr Server oder Ihre Adresse",
    home_server_hint: "Zum Beispiel mastodon.social oder @name@example.org",
    remember_server: "Auf diesem Gerät merken",
    remember_order: "Reihenfolge merken",
    go_on: "Weiter",
    bad_server: "Das ist keine Serveradresse. Bitte geben Sie sie wie im Beispiel ein.",
    loading_failed: "Konnte nicht geladen werden.",
};

const EN: Strings = Strings {
    share: "Share this page",
    follow: "Follow us",
    feed: "News",
    share_on: "Share on {}",
    follow_on: "Follow us on {}",
    followers: "{} followers",
    shares: "shared {} times",
    as_of: "As of {}",
    copy_link: "Copy link",
    copied: "Link copied",
    copy_failed: "Copying is not allowed. Please copy the address from the address bar.",
    print: "Print this page",
    native_share: "Share with an app",
    by_email: "Share by e-mail",
    label_email: "E-mail",
    label_copy: "Link",
    label_print: "Print",
    label_native: "App",
    loading: "Loading …",
    feed_failed: "Error: the posts could not be loaded.",
    feed_empty: "No posts yet.",
    retry: "Try again",
    more_posts: "More posts",
    no_more_posts: "All posts are loaded.",
    posts_loaded: "{} more posts loaded",
    read_on: "View on {}",
    sample: "Sample",
    stale: "Last fetched: {}",
    more_networks: "More ways to share",
    search: "Find a network",
    nothing_found: "Nothing found",
    close: "Close",
    qr: "Show QR code",
    qr_alt: "QR code for the address {}",
    qr_hint: "Open with the camera of a phone",
    cite: "Cite this page",
    copy: "Copy",
    permalink: "Permanent link",
    fediverse_share: "Share in the Fediverse",
    fediverse_follow: "Follow in the Fediverse",
    home_server: "Your server or your address",
    home_server_hint: "For example mastodon.social or @name@example.org",
    remember_server: "Remember on this device",
    remember_order: "Remember the order",
    go_on: "Continue",
    bad_server: "That is no server's address. Please write it as in the example.",
    loading_failed: "Could not be loaded.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_narrowed_to_what_is_translated() {
        for (tag, lang) in [
            ("de", Some(Lang::De)),
            ("de-AT", Some(Lang::De)),
            ("EN_us", Some(Lang::En)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        }
    }

    #[test]
    fn fill_puts_the_value_in_once() {
        assert_eq!(fill("Auf {} teilen", "{}"), "Auf {} teilen");
        assert_eq!(fill(DE.as_of, "heute"), "Stand: heute");
    }
}
