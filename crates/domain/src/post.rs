//! A post as shown, and the only shape in which foreign text reaches a page.

use crate::count::Count;
use crate::date::Moment;

/// A post of a feed, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Post {
    /// Unique within the site; stable as long as the source names the post the same.
    pub id: String,
    /// Where the post lives; `http` or `https`.
    pub url: String,
    /// Empty where the network knows no titles.
    pub title: String,
    pub body: RichText,
    /// Who wrote it; the feed's title where the feed names no author.
    pub author: String,
    /// The first letter of the author's name, in place of a picture.
    pub initial: String,
    /// "Geteilt von Ada": who passed the post on, if that is not who wrote it; left out of JSON where
    /// nobody did.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "String::is_empty")
    )]
    pub shared: String,
    /// The source's name as configured or as the feed says.
    pub source: String,
    /// The slug of the network the post comes from, `rss` for feeds.
    pub network: String,
    pub published: Moment,
    /// The post's picture, where it has one that may be shown.
    pub image: Option<Image>,
    /// The author's words before a post that not everybody wants to see; empty: none, and left out of
    /// JSON then. Text and picture are shown to who asks for them.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "String::is_empty")
    )]
    pub warning: String,
    /// Whether the picture is one that not everybody wants to see; left out of JSON where it is not.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "std::ops::Not::not")
    )]
    pub sensitive: bool,
    /// The post's video; its picture is a still of it. Left out of JSON where there is none.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub video: Option<Video>,
    /// True for made-up posts of a demo; shown as such.
    pub sample: bool,
    /// Where else the site's sources have it; left out of JSON where there is nothing.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub badges: Vec<Badge>,
}

/// A post's video, which is shown elsewhere: nobody is asked for it before a click.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Video {
    /// What a click does and whom it tells: "Video abspielen – Auf YouTube ansehen".
    pub label: String,
    /// The address of a player that may stand in the page; empty: the click leads to the post.
    pub embed: String,
}

/// A second place of a post: another network or feed that says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Badge {
    /// The source's name as configured or as the feed says.
    pub source: String,
    /// The slug of the network, `rss` for feeds.
    pub network: String,
    /// Where the post lives there; `http` or `https`.
    pub url: String,
}

/// The first letter or digit of a name; empty if it has none.
pub fn initial(name: &str) -> String {
    let letter = name.chars().find(|c| c.is_alphanumeric());
    letter
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default()
}

/// A post's picture, copied to our own server so that no reader is told to anybody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Image {
    /// A JPEG, for browsers that know nothing newer.
    pub src: String,
    /// The WebP files and their widths, as HTML has them: `https://… 480w, https://… 960w`.
    pub srcset: String,
    /// Of the largest file, in pixels.
    pub width: u32,
    pub height: u32,
    /// The author's words for it; may be empty.
    pub alt: String,
    /// What fills its place until it is there: `#rrggbb`.
    pub color: String,
}

/// A follower count or share count as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Shown {
    pub count: Count,
    /// "Stand: 3. März 2026": always there for manual values, and once a value has gone stale.
    pub as_of: Option<Moment>,
}

/// Formatted text as a tree of allow-listed elements.
///
/// Foreign HTML is cleaned and turned into this when it is stored; the widget builds elements from
/// it, so no string of foreign origin is ever parsed as HTML in a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RichText(pub Vec<Node>);

/// One node of a [`RichText`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Text(String),
    Element(Tag, Vec<Node>),
    /// A link; the address is `http` or `https`.
    Link(String, Vec<Node>),
}

crate::choice::choice!(
    /// The elements foreign text may use; links are [`Node::Link`].
    Tag {
        Paragraph = "p",
        Break = "br",
        Emphasis = "em",
        Strong = "strong",
        List = "ul",
        OrderedList = "ol",
        Item = "li",
        Quote = "blockquote",
        Code = "code",
        Preformatted = "pre",
    }
);

impl RichText {
    /// The text alone, blocks separated by a space.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        push_plain(&self.0, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The beginning, cut at a word after at most `max` characters; whole if it is that short.
    pub fn teaser(&self, max: usize) -> Self {
        let mut room = max;
        Self(cut(&self.0, &mut room))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.plain().is_empty()
    }
}

fn cut(nodes: &[Node], room: &mut usize) -> Vec<Node> {
    let mut out = Vec::new();
    for node in nodes {
        if *room == 0 {
            break;
        }
        out.push(match node {
            Node::Text(text) => {
                let short = crate::link::truncate(text, *room);
                let whole = short == *text;
                *room = if whole {
                    *room - text.chars().count()
                } else {
                    0
                };
                Node::Text(short)
            }
            Node::Element(tag, children) => Node::Element(*tag, cut(children, room)),
            Node::Link(href, children) => Node::Link(href.clone(), cut(children, room)),
        });
    }
    out
}

fn push_plain(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Link(_, children) => push_plain(children, out),
            Node::Element(tag, children) => {
                push_plain(children, out);
                if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Code) {
                    out.push(' ');
                }
            }
        }
    }
}

/// The wire form: text is a string, an element `["p", …]`, a link `["a", "https://…", …]`.
#[cfg(feature = "serde")]
mod wire {
    use super::{Node, RichText, Tag};
    use crate::choice::Choice;
    use serde::de::{Error, SeqAccess, Visitor};
    use serde::ser::SerializeSeq;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for RichText {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for RichText {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Vec::deserialize(deserializer).map(RichText)
        }
    }

    impl Serialize for Node {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut seq;
            match self {
                Node::Text(text) => return serializer.serialize_str(text),
                Node::Element(tag, children) => {
                    seq = serializer.serialize_seq(Some(1 + children.len()))?;
                    seq.serialize_element(tag.word())?;
                    children
                        .iter()
                        .try_for_each(|child| seq.serialize_element(child))?;
                }
                Node::Link(href, children) => {
                    seq = serializer.serialize_seq(Some(2 + children.len()))?;
                    seq.serialize_element("a")?;
                    seq.serialize_element(href)?;
                    children
                        .iter()
                        .try_for_each(|child| seq.serialize_element(child))?;
                }
            }
            seq.end()
        }
    }

    struct NodeVisitor;

    impl<'de> Visitor<'de> for NodeVisitor {
        type Value = Node;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a text or an array of a tag and its children")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
            Ok(Node::Text(text.to_owned()))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
            let word: String = seq
                .next_element()?
                .ok_or_else(|| A::Error::invalid_length(0, &self))?;
            let href = match &word[..] {
                "a" => seq.next_element::<String>()?,
                _ => None,
            };
            let mut children = Vec::new();
            while let Some(child) = seq.next_element()? {
                children.push(child);
            }
            match (href, Tag::parse(&word)) {
                (Some(href), _) => Ok(Node::Link(href, children)),
                (None, Some(tag)) => Ok(Node::Element(tag, children)),
                (None, None) => Err(A::Error::unknown_variant(&word, Tag::WORDS)),
            }
        }
    }

    impl<'de> Deserialize<'de> for Node {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(NodeVisitor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> RichText {
        let link = Node::Link("https://a.example/".into(), vec![Node::Text("dort".into())]);
        RichText(vec![
            Node::Element(Tag::Paragraph, vec![Node::Text("Mehr ".into()), link]),
            Node::Element(Tag::Break, vec![]),
            Node::Text("Ende".into()),
        ])
    }

    #[test]
    fn wire_form_is_compact_and_reversible() {
        let json = serde_json::to_string(&sample()).unwrap();
        assert_eq!(
            json,
            r#"[["p","Mehr ",["a","https://a.example/","dort"]],["br"],"Ende"]"#
        );
        assert_eq!(serde_json::from_str::<RichText>(&json).unwrap(), sample());
    }

    #[test]
    fn elements_outside_the_list_are_refused() {
        for bad in [
            r#"[["script","x"]]"#,
            r#"[["a"]]"#,
            "[[]]",
            "[1]",
            r#"[["IFRAME"]]"#,
        ] {
            assert!(serde_json::from_str::<RichText>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn teasers_keep_the_structure() {
        assert_eq!(sample().teaser(100), sample());
        assert_eq!(sample().teaser(7).plain(), "Mehr d…");
        assert_eq!(sample().teaser(9).0.len(), 1);
        assert_eq!(sample().teaser(0), RichText::default());
    }

    #[test]
    fn plain_text_separates_blocks() {
        assert_eq!(sample().plain(), "Mehr dort Ende");
        assert!(RichText::default().is_empty());
    }
}
