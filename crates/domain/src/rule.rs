//! Moderation rules and topics: conditions on what is known of a post.

use crate::choice::{Choice, choice};

choice!(
    /// What becomes of a post that a rule finds. Of several actions the strongest counts: `hide`
    /// over `hold`, `hold` over `pin`.
    Action { Hide = "hide", Hold = "hold", Pin = "pin" }
);

/// A pattern that somebody else compiled.
pub trait Pattern {
    /// The first place in the text that it describes.
    fn first<'t>(&self, text: &'t str) -> Option<&'t str>;
}

/// What rules look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Title and text, as people read them.
    pub text: String,
    /// The same, as [`fold`] writes it: done once for all rules.
    pub folded: String,
    /// Hashtags and categories, as [`tag`] writes them.
    pub tags: Vec<String>,
    pub author: String,
    /// BCP 47 tag as the source declares it; empty where it declares none.
    pub lang: String,
    /// The id of the source in the site's configuration.
    pub source: String,
    pub has_link: bool,
    pub has_media: bool,
    /// Passed on by the account that the source follows, written by another.
    pub is_repost: bool,
    /// Which post of its source it is on its day, counted from 1.
    pub rank: u32,
}

/// One thing that may be true of a post. A list is met by any of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition<P> {
    Words(Vec<Phrase>),
    Patterns(Vec<P>),
    /// As [`tag`] writes them.
    Tags(Vec<String>),
    Authors(Vec<String>),
    Languages(Vec<String>),
    /// Ids of sources.
    Sources(Vec<String>),
    Link,
    Media,
    Repost,
    /// More than so many posts of its source came before it on its day, or exactly so many.
    OverPerDay(u32),
}

/// A rule of the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<P> {
    pub name: String,
    /// Why there is the rule, for those who moderate.
    pub reason: String,
    pub action: Action,
    /// Each of these has to be met.
    pub all: Vec<Condition<P>>,
    /// One of these has to be met, if there are any.
    pub any: Vec<Condition<P>>,
}

/// A part of a site's posts that can be asked for by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<P> {
    pub id: String,
    /// Each of these has to be met.
    pub all: Vec<Condition<P>>,
}

/// What a rule found in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub action: Action,
    /// The rule's name.
    pub rule: String,
    /// What in the post met the rule, for people: `word "casino"`.
    pub why: String,
}

impl<P: Pattern> Rule<P> {
    /// What the rule finds in a post; `None` if it leaves it alone.
    pub fn find(&self, facts: &Facts) -> Option<Finding> {
        let mut why = Vec::new();
        for condition in &self.all {
            why.push(condition.met(facts)?);
        }
        if !self.any.is_empty() {
            why.push(self.any.iter().find_map(|one| one.met(facts))?);
        }
        (!why.is_empty()).then(|| Finding {
            action: self.action,
            rule: self.name.clone(),
            why: why.join(", "),
        })
    }
}

impl<P: Pattern> Cut<P> {
    /// Whether a post belongs to it.
    pub fn has(&self, facts: &Facts) -> bool {
        self.all.iter().all(|one| one.met(facts).is_some())
    }
}

/// The finding that counts: the first of the strongest action.
pub fn strongest(findings: impl IntoIterator<Item = Finding>) -> Option<Finding> {
    let strength = |finding: &Finding| {
        Action::ALL
            .iter()
            .position(|(one, _)| *one == finding.action)
    };
    findings.into_iter().min_by_key(strength)
}

impl<P: Pattern> Condition<P> {
    /// What in the post meets the condition.
    fn met(&self, facts: &Facts) -> Option<String> {
        let yes = |is: bool, what: &str| is.then(|| what.to_owned());
        match self {
            Self::Words(phrases) => {
                let found = phrases.iter().find(|phrase| phrase.is_in(&facts.folded))?;
                Some(format!("word \"{}\"", found.written))
            }
            Self::Patterns(patterns) => {
                let mut found = patterns.iter().filter_map(|one| one.first(&facts.text));
                let found = crate::link::truncate(found.next()?, 60);
                Some(format!("pattern at \"{found}\""))
            }
            Self::Tags(tags) => {
                let found = tags.iter().find(|one| facts.tags.contains(one))?;
                Some(format!("hashtag #{found}"))
            }
            Self::Authors(names) => {
                let author = fold(&facts.author);
                let found = names.iter().find(|name| fold(name) == author)?;
                Some(format!("author \"{found}\""))
            }
            Self::Languages(tags) => {
                let found = tags.iter().find(|one| same_language(one, &facts.lang))?;
                Some(format!("language {found}"))
            }
            Self::Sources(ids) => yes(
                ids.contains(&facts.source),
                &format!("source {}", facts.source),
            ),
            Self::Link => yes(facts.has_link, "a link"),
            Self::Media => yes(facts.has_media, "a picture"),
            Self::Repost => yes(facts.is_repost, "a repost"),
            Self::OverPerDay(most) => yes(
                facts.rank > *most,
                &format!("post {} of its source that day", facts.rank),
            ),
        }
    }
}

/// A word, or several in a row, to be found whatever their case and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    /// Folded, with a space before it and, unless it is a beginning, one behind.
    sought: String,
}

impl Phrase {
    /// Reads `casino`, `free lunch` or `werb*`, where the star stands for the rest of the word;
    /// `None` if no letter or digit is in it, or a star elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let written = text.trim();
        let (beginning, whole) = match written.strip_suffix('*') {
            Some(beginning) => (beginning, false),
            None => (written, true),
        };
        let folded = fold(beginning);
        let words = folded.trim();
        if words.is_empty() || beginning.contains('*') {
            return None;
        }
        let end = if whole { " " } else { "" };
        Some(Self {
            written: written.to_owned(),
            sought: format!(" {words}{end}"),
        })
    }

    fn is_in(&self, folded: &str) -> bool {
        folded.contains(&self.sought)
    }
}

/// Lower case, words alone, each between single spaces. What nobody sees (soft hyphens, characters
/// of no width) is left out, so that it cannot tear a word apart.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        if c.is_alphanumeric() || is_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A hashtag or category in the form in which they are compared: lower case, without number sign.
pub fn tag(text: &str) -> String {
    text.trim().trim_start_matches('#').trim().to_lowercase()
}

/// The hashtags of a text, as [`tag`] writes them.
pub fn hashtags(text: &str) -> impl Iterator<Item = String> {
    let starts = text.match_indices(['#', '＃']).filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '&' | '_'))
    });
    let tags = starts.map(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && !is_mark(c));
        tag(&rest[..end.unwrap_or(rest.len())])
    });
    tags.filter(|tag| tag.chars().any(|c| !c.is_ascii_digit()))
}

/// Whether a post declared as `found` is meant by `wanted`: `de` means `de-AT` too.
fn same_language(wanted: &str, found: &str) -> bool {
    let (wanted, found) = (wanted.to_ascii_lowercase(), found.to_ascii_lowercase());
    let rest = found.strip_prefix(&wanted[..]);
    !wanted.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Exactly(&'static str);

    impl Pattern for Exactly {
        fn first<'t>(&self, text: &'t str) -> Option<&'t str> {
            let at = text.find(self.0)?;
            Some(&text[at..at + self.0.len()])
        }
    }

    fn facts(text: &str) -> Facts {
        Facts {
            text: text.to_owned(),
            folded: fold(text),
            tags: hashtags(text).collect(),
            author: "Ada  Lovelace".into(),
            lang: "de-AT".into(),
            source: "news".into(),
            rank: 3,
            ..Facts::default()
        }
    }

    fn words(list: &[&str]) -> Condition<Exactly> {
        Condition::Words(list.iter().filter_map(|word| Phrase::parse(word)).collect())
    }

    #[test]
    fn words_are_found_whole_and_however_they_are_written() {
        for (word, text, found) in [
            ("casino", "Ins CASINO!", true),
            ("casino", "Casinos", false),
            ("casino*", "Casinobesuch", true),
            ("casino", "Ca\u{ad}si\u{200b}no", true),
            ("free lunch", "No free,\nLUNCH here", true),
            ("free lunch", "free of lunch", false),
            ("über", "Übermut", false),
            ("über", "ÜBER alles", true),
            ("c", "C++", true),
            ("#werbung", "mit #Werbung", true),
        ] {
            let met = words(&[word]).met(&facts(text)).is_some();
            assert_eq!(met, found, "{word} in {text}");
        }
        for nothing in ["", " ", "*", "!!", "a*b"] {
            assert_eq!(Phrase::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn hashtags_are_words_after_a_number_sign() {
        for (text, tags) in [
            (
                "#Energie und (#wind_kraft), #2026 #1a",
                &["energie", "wind_kraft", "1a"][..],
            ),
            ("C# a#b https://a.example/#teil &#39;", &[]),
            ("#Käse.", &["käse"]),
            ("#", &[]),
        ] {
            assert_eq!(hashtags(text).collect::<Vec<_>>(), tags, "{text}");
        }
    }

    #[test]
    fn conditions() {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let seen = Facts {
            has_link: true,
            ..facts("Text #energie 12 %")
        };
        for (condition, why) in [
            (words(&["nichts", "TEXT"]), Some("word \"TEXT\"")),
            (
                Condition::Patterns(vec![Exactly("12 %")]),
                Some("pattern at \"12 %\""),
            ),
            (
                Condition::Tags(list(&["energie"])),
                Some("hashtag #energie"),
            ),
            (Condition::Tags(list(&["energi"])), None),
            (
                Condition::Authors(list(&["ada lovelace"])),
                Some("author \"ada lovelace\""),
            ),
            (Condition::Authors(list(&["ada"])), None),
            (
                Condition::Languages(list(&["en", "de"])),
                Some("language de"),
            ),
            (Condition::Languages(list(&["d", "de-CH"])), None),
            (Condition::Sources(list(&["news"])), Some("source news")),
            (Condition::Link, Some("a link")),
            (Condition::Media, None),
            (Condition::Repost, None),
            (
                Condition::OverPerDay(2),
                Some("post 3 of its source that day"),
            ),
            (Condition::OverPerDay(3), None),
        ] {
            let met = condition.met(&seen);
            assert_eq!(met.as_deref(), why, "{condition:?}");
        }
    }

    #[test]
    fn a_rule_needs_all_of_one_list_and_one_of_the_other() {
        let rule = |all: Vec<_>, any: Vec<_>| Rule {
            name: "r".into(),
            reason: String::new(),
            action: Action::Hide,
            all,
            any,
        };
        let (yes, no) = (|| words(&["text"]), || words(&["nichts"]));
        for (all, any, found) in [
            (vec![yes()], vec![], true),
            (vec![yes(), no()], vec![], false),
            (vec![], vec![no(), yes()], true),
            (vec![yes()], vec![no()], false),
            (vec![no()], vec![yes()], false),
            (vec![], vec![], false),
        ] {
            let rule = rule(all, any);
            assert_eq!(rule.find(&facts("Text")).is_some(), found, "{rule:?}");
        }
    }

    #[test]
    fn the_strongest_action_counts_and_of_equal_ones_the_first() {
        let finding = |action, rule: &str| Finding {
            action,
            rule: rule.to_owned(),
            why: String::new(),
        };
        let all = [
            finding(Action::Pin, "a"),
            finding(Action::Hold, "b"),
            finding(Action::Hide, "c"),
            finding(Action::Hide, "d"),
        ];
        assert_eq!(strongest(all.clone()).unwrap().rule, "c");
        assert_eq!(strongest(all[..2].to_vec()).unwrap().rule, "b");
        assert_eq!(strongest([]), None);
    }
}
