//! What a visitor types into the question for the home server.

use crate::link;
use crate::network::Network;
use crate::text::Lang;

/// A home server, and the account there if it was named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Home {
    /// Without `@`; empty if only the server was named.
    pub user: String,
    /// A name with at least one dot, in lower case, as typed: perhaps with umlauts.
    pub host: String,
}

/// Why what was typed names no home server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongHome {
    Empty,
    /// An account name alone, or a word.
    NoServer,
    Port,
    /// An IP address.
    Address,
    /// Characters or lengths that no server name has.
    Name,
    /// Characters or lengths that no account name has.
    Account,
    /// `javascript:`, `ftp:` and the like.
    Scheme,
}

impl WrongHome {
    /// What is wrong and what to do, for the visitor.
    pub fn message(self, lang: Lang) -> &'static str {
        let strings = lang.strings();
        match self {
            Self::Empty => strings.server_empty,
            Self::NoServer => strings.server_missing,
            Self::Port => strings.server_port,
            Self::Address => strings.server_ip,
            Self::Account => strings.server_account,
            Self::Name | Self::Scheme => strings.bad_server,
        }
    }

    /// What is asked for, whatever was wrong.
    pub fn help(lang: Lang) -> &'static str {
        lang.strings().home_server_hint
    }
}

/// The longest account name asked about.
const LONGEST_USER: usize = 64;
/// The longest name that the DNS knows, and the longest part of one.
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

impl Home {
    /// Reads `host`, `user@host` (also with `@` or `acct:` in front), `https://host/@user` and
    /// `https://host/users/user`; any other page of the server stands for the server.
    ///
    /// # Errors
    /// What is wrong, see [`WrongHome::message`].
    pub fn parse(text: &str) -> Result<Self, WrongHome> {
        // Copied from a page, a handle brings marks for the writing direction along.
        let text = text.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
        let text = without_prefix(text, "acct:").unwrap_or(text);
        let web = without_prefix(text, "https://").or_else(|| without_prefix(text, "http://"));
        if web.is_none() && text.contains("://") {
            return Err(WrongHome::Scheme);
        }
        let whole = web.unwrap_or(text);
        let (authority, path) = match whole.find(['/', '?', '#']) {
            Some(end) => whole.split_at(end),
            None => (whole, ""),
        };
        let named = authority.trim_start_matches('@');
        let (user, host) = match named.rsplit_once('@') {
            _ if named.is_empty() => return Err(WrongHome::Empty),
            // In a web address, what stands before an @ is a password.
            Some(_) if web.is_some() => return Err(WrongHome::Account),
            Some((user, host)) => (user, host),
            None => (page_user(path), named),
        };
        let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if user.len() > LONGEST_USER || !user.chars().all(word) {
            return Err(WrongHome::Account);
        }
        Ok(Self {
            user: user.to_owned(),
            host: host_name(host)?,
        })
    }

    /// As WebFinger asks for it: `acct:user@host`; empty if only the server was named.
    pub fn acct(&self) -> String {
        match &self.user[..] {
            "" => String::new(),
            user => format!("acct:{user}@{}", self.host),
        }
    }
}

/// Marks that change the writing direction, and the byte order mark.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

/// The account whose profile page a path is; empty for other pages and for accounts of elsewhere.
fn page_user(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let user = match (parts.next(), parts.next()) {
        (Some("users"), Some(user)) => user,
        (Some(part), _) => part.strip_prefix('@').unwrap_or_default(),
        _ => "",
    };
    if user.contains('@') { "" } else { user }
}

/// The name in lower case without the root's dot.
fn host_name(text: &str) -> Result<String, WrongHome> {
    let name = text.strip_suffix('.').unwrap_or(text).to_lowercase();
    match name.rsplit_once(':') {
        _ if name.starts_with('[') => return Err(WrongHome::Address),
        Some((host, _)) if host.contains(':') => return Err(WrongHome::Address),
        Some((host, port)) if host.contains('.') && port.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(WrongHome::Port);
        }
        Some(_) => return Err(WrongHome::Scheme),
        None => {}
    }
    let Some((_, last)) = name.rsplit_once('.') else {
        return Err(if name.is_empty() || name.chars().all(is_host_char) {
            WrongHome::NoServer
        } else {
            WrongHome::Name
        });
    };
    if is_number(last) {
        return Err(WrongHome::Address);
    }
    let label = |part: &str| {
        (1..=LONGEST_LABEL).contains(&part.len())
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(is_host_char)
    };
    let valid = name.len() <= LONGEST_HOST && name.split('.').all(label);
    valid.then_some(name).ok_or(WrongHome::Name)
}

/// By the rules of browsers, a last part that is a number makes the whole an IPv4 address.
fn is_number(part: &str) -> bool {
    match part.strip_prefix("0x") {
        Some(hex) => hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Letters of all languages are let through: which of them a name may have is for IDNA to say.
fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c == '-'
        || (!c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_mark(c))
}

/// Whether a name can stand in an address as it is: plain ASCII, in lower case, with a dot.
pub fn is_ascii_host(name: &str) -> bool {
    name.is_ascii() && host_name(name).is_ok_and(|host| host == name)
}

/// An account that can be followed from any server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `acct:user@host`, as WebFinger names it.
    pub acct: String,
    /// The profile's web address, which every server can look up.
    pub url: String,
}

/// The account of a Mastodon handle such as `@user@host`; `None` if it names no account.
pub fn actor(handle: &str) -> Option<Actor> {
    let home = Home::parse(handle)
        .ok()
        .filter(|home| !home.user.is_empty())?;
    let handle = format!("@{}@{}", home.user, home.host);
    Some(Actor {
        acct: home.acct(),
        url: link::profile(Network::Mastodon, &handle)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn homes_are_read_in_every_way_they_are_written() {
        for (text, user, host) in [
            ("mastodon.social", "", "mastodon.social"),
            (" Mastodon.Social. ", "", "mastodon.social"),
            ("@mastodon.social", "", "mastodon.social"),
            ("ada@social.example", "ada", "social.example"),
            ("@Ada_1.b-c@social.example", "Ada_1.b-c", "social.example"),
            ("acct:ada@social.example", "ada", "social.example"),
            ("ACCT:@ada@social.example", "ada", "social.example"),
            (
                "\u{2068}@ada@social.example\u{2069}",
                "ada",
                "social.example",
            ),
            ("https://social.example", "", "social.example"),
            ("HTTPS://Social.Example/", "", "social.example"),
            ("http://social.example/@ada", "ada", "social.example"),
            ("https://social.example/@ada/1234", "ada", "social.example"),
            ("https://social.example/@ada?x=1#y", "ada", "social.example"),
            ("https://social.example/users/ada", "ada", "social.example"),
            (
                "https://social.example/@bob@other.example",
                "",
                "social.example",
            ),
            ("https://social.example/about", "", "social.example"),
            ("social.example/@ada", "ada", "social.example"),
            ("https://bücher.example/@ada", "ada", "bücher.example"),
            ("ada@BÜCHER.example", "ada", "bücher.example"),
            ("xn--bcher-kva.example", "", "xn--bcher-kva.example"),
            ("4chan.example.0xyz", "", "4chan.example.0xyz"),
        ] {
            let expected = Home {
                user: user.into(),
                host: host.into(),
            };
            assert_eq!(Home::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn every_language_says_what_is_wrong_with_an_example() {
        for (lang, _) in Lang::ALL {
            let said = [
                WrongHome::Empty,
                WrongHome::NoServer,
                WrongHome::Port,
                WrongHome::Address,
                WrongHome::Account,
            ]
            .map(|wrong| wrong.message(*lang));
            for (at, text) in said.iter().enumerate() {
                assert!(text.contains("mastodon.social"), "{lang:?} {text}");
                assert!(!said[..at].contains(text), "{lang:?} says twice {text}");
            }
        }
    }

    #[test]
    fn what_is_no_home_is_refused_with_the_reason() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long_host = format!("{}example", "a.".repeat(130));
        let long_user = format!("{}@social.example", "a".repeat(65));
        for (text, why) in [
            ("", WrongHome::Empty),
            (" @ ", WrongHome::Empty),
            ("https://", WrongHome::Empty),
            ("/@ada", WrongHome::Empty),
            ("@ada", WrongHome::NoServer),
            ("localhost", WrongHome::NoServer),
            ("ada@localhost", WrongHome::NoServer),
            ("ada@", WrongHome::NoServer),
            ("social.example:8443", WrongHome::Port),
            ("https://social.example:443/@ada", WrongHome::Port),
            ("ada@social.example:80", WrongHome::Port),
            ("127.0.0.1", WrongHome::Address),
            ("https://10.0.0.1/", WrongHome::Address),
            ("127.1", WrongHome::Address),
            ("0x7f.0x1", WrongHome::Address),
            ("0x7f.0x", WrongHome::Address),
            ("1.2.3.4.", WrongHome::Address),
            ("[::1]", WrongHome::Address),
            ("https://[::ffff:7f00:1]/", WrongHome::Address),
            ("fd00::1", WrongHome::Address),
            ("social..example", WrongHome::Name),
            (".social.example", WrongHome::Name),
            ("-a.example", WrongHome::Name),
            ("so cial.example", WrongHome::Name),
            ("social_.example", WrongHome::Name),
            ("social.example\\@evil.example", WrongHome::Account),
            ("social%2eexample.org", WrongHome::Name),
            ("{x}.example", WrongHome::Name),
            (&long_label, WrongHome::Name),
            (&long_host, WrongHome::Name),
            (&long_user, WrongHome::Account),
            ("a/b@social.example", WrongHome::NoServer),
            ("a:b@social.example", WrongHome::Account),
            ("a@b@social.example", WrongHome::Account),
            ("https://user:pass@social.example/", WrongHome::Account),
            ("https://ada@social.example/", WrongHome::Account),
            ("javascript:alert(1)", WrongHome::Scheme),
            ("javascript://social.example/%0aalert(1)", WrongHome::Scheme),
            ("ftp://social.example", WrongHome::Scheme),
            ("mailto:ada@social.example", WrongHome::Account),
            ("data:text/html,x", WrongHome::Scheme),
        ] {
            assert_eq!(Home::parse(text), Err(why), "{text}");
            for (lang, _) in Lang::ALL {
                let message = why.message(*lang);
                assert!(message.ends_with(['.', '。']), "{lang:?} {why:?}");
            }
        }
    }

    #[test]
    fn actors_have_both_names() {
        let found = actor("@ada@social.example").unwrap();
        assert_eq!(found.acct, "acct:ada@social.example");
        assert_eq!(found.url, "https://social.example/@ada");
        assert_eq!(actor("https://social.example/@ada"), Some(found));
        assert_eq!(actor("social.example"), None);
        assert_eq!(actor("ada"), None);
    }

    #[test]
    fn only_plain_names_stand_in_addresses() {
        for (name, ok) in [
            ("social.example", true),
            ("xn--bcher-kva.example", true),
            ("bücher.example", false),
            ("Social.example", false),
            ("social.example.", false),
            ("social", false),
            ("127.0.0.1", false),
            ("social.example:443", false),
        ] {
            assert_eq!(is_ascii_host(name), ok, "{name}");
        }
    }
}
