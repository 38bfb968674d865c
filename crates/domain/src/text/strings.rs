//! The sentences that every language has.

use super::Forms;
use super::fill;
use crate::network::Network;

/// Every sentence, once per language: a missing one does not compile.
///
/// `{}` stands for what [`fill`] puts in. [`Forms`] are chosen by a number: [`super::Lang::counted`].
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
    /// Part of a follow button's accessible name. The number comes first, for it is shown apart.
    pub followers: Forms,
    /// Part of a share button's accessible name.
    pub shares: Forms,
    /// Age of a number; the date goes in.
    pub as_of: &'static str,
    pub copy_link: &'static str,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub print: &'static str,
    pub native_share: &'static str,
    pub by_email: &'static str,
    /// Visible label of what is no network; the sentence beside it is the accessible name and contains it.
    pub label_email: &'static str,
    /// As `label_email`, of `copy_link`.
    pub label_copy: &'static str,
    /// As `label_email`, of `print`.
    pub label_print: &'static str,
    /// As `label_email`, of `native_share`.
    pub label_native: &'static str,
    pub loading: &'static str,
    pub feed_failed: &'static str,
    pub feed_empty: &'static str,
    pub retry: &'static str,
    pub more_posts: &'static str,
    pub no_more_posts: &'static str,
    /// Status after "more": how many were new.
    pub posts_loaded: Forms,
    /// Link from a post to its origin; the source's name goes in.
    pub read_on: &'static str,
    pub sample: &'static str,
    /// As `label_email`, of `more_networks`.
    pub label_more: &'static str,
    pub more_networks: &'static str,
    pub search: &'static str,
    pub nothing_found: &'static str,
    pub close: &'static str,
    /// As `label_email`, of `qr`.
    pub label_qr: &'static str,
    pub qr: &'static str,
    /// Stands for the picture of a QR code; the address goes in.
    pub qr_alt: &'static str,
    pub qr_hint: &'static str,
    /// As `label_email`, of `cite`.
    pub label_cite: &'static str,
    pub cite: &'static str,
    pub copy: &'static str,
    /// Where a page can be found for good.
    pub permalink: &'static str,
    /// Part of a reference; the date goes in.
    pub retrieved: &'static str,
    pub fediverse_share: &'static str,
    pub fediverse_follow: &'static str,
    /// Label of the field for a visitor's own server.
    pub home_server: &'static str,
    pub home_server_hint: &'static str,
    pub remember_server: &'static str,
    /// Next step of a dialog.
    pub go_on: &'static str,
    pub bad_server: &'static str,
    /// Asks for a home server where nothing was typed.
    pub server_empty: &'static str,
    /// Asks for the server where an account's name or a word was typed.
    pub server_missing: &'static str,
    /// Asks for the server without its port.
    pub server_port: &'static str,
    /// Asks for the server's name in place of an IP address.
    pub server_ip: &'static str,
    /// Says that an account cannot be called so.
    pub server_account: &'static str,
    pub hide_bar: &'static str,
    /// Keep the buttons in the order of use.
    pub remember_order: &'static str,
    /// Button above the feed.
    pub new_posts: Forms,
    /// Sum over all profiles.
    pub total_followers: Forms,
    pub verified: &'static str,
    pub pinned: &'static str,
    /// Who passed a post on; a name goes in.
    pub reposted_by: &'static str,
    /// In place of a post's content that its author marked.
    pub sensitive: &'static str,
    pub play_video: &'static str,
    /// Before a foreign video plays; the name of who gets data goes in.
    pub video_notice: &'static str,
    /// The picture before.
    pub previous: &'static str,
    /// The picture after.
    pub next: &'static str,
    pub enlarge: &'static str,
    /// Place in a gallery: which, of how many.
    pub image_of: &'static str,
    pub subscribe: &'static str,
    /// In place of what did not come.
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
            Network::Qr => self.label_qr,
            Network::Cite => self.label_cite,
            Network::More => self.label_more,
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
            Network::Qr => self.qr.to_owned(),
            Network::Cite => self.cite.to_owned(),
            Network::More => self.more_networks.to_owned(),
            network => fill(self.share_on, network.name()),
        }
    }
}
