//! The Fediverse: where to send a visitor who names a home server.
//!
//! One button serves a network of thousands of servers. The visitor names the own one ([`home`]);
//! its software ([`software`]) or what it publishes about itself ([`template`]) says which of its
//! pages writes a post or follows an account. Servers publish this as "Activity Intents"
//! (FEP-3b86, <https://w3id.org/fep/3b86>).

pub mod home;
pub mod software;
pub mod template;

pub use home::{Actor, Home, WrongHome, actor};
pub use software::{known, remote_follow};
pub use template::expand;

crate::choice::choice!(
    /// What the visitor wants to do at home, in the words of FEP-3b86.
    Intent {
        /// Write a post about a page.
        Create = "create",
        /// Follow an account.
        Follow = "follow",
    }
);

/// An intent with what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity<'a> {
    /// A page to write about; the text is usually its title, and may be empty.
    Create { text: &'a str, url: &'a str },
    /// An account to follow, by the web address of its profile.
    Follow { actor: &'a str },
}

impl Activity<'_> {
    pub fn intent(&self) -> Intent {
        match self {
            Self::Create { .. } => Intent::Create,
            Self::Follow { .. } => Intent::Follow,
        }
    }
}

/// Mastodon's own page for sharing; it asks for the server. What stands after `#` stays in the
/// browser.
const SHARE_PAGE: &str = "https://share.joinmastodon.org/#text={content}";

/// Where to go if nothing is known of the home server: a page that asks for a server, or the
/// profile itself, whose own server offers to follow from elsewhere.
pub fn fallback(activity: &Activity<'_>) -> String {
    match activity {
        Activity::Create { .. } => template::fill(SHARE_PAGE, activity),
        Activity::Follow { actor } => (*actor).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Shared, share};
    use crate::network::Network;

    #[test]
    fn without_knowledge_the_share_page_or_the_profile_is_opened() {
        let (text, url) = ("Käse & Brot", "https://a.example/?b=1&c=2");
        let shared = Shared {
            title: text.into(),
            url: url.into(),
            ..Shared::default()
        };
        let create = Activity::Create { text, url };
        assert_eq!(
            Some(fallback(&create)),
            share(Network::Mastodon, &shared),
            "as the link that is there before any script"
        );
        let actor = "https://social.example/@a";
        assert_eq!(fallback(&Activity::Follow { actor }), actor);
    }
}
