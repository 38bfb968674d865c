//! The two letters there are: the one that asks for confirmation, and the one with news.

use super::Words;
use sha2::{Digest, Sha256};
use teilbar_domain::text::fill;

/// A letter without sender and address. Plain text: it is read everywhere, and hides no pictures that
/// tell when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The same for the same letter, so that mailboxes notice one that was sent twice.
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// Where mail programs unsubscribe by themselves.
    pub(crate) end: Option<String>,
}

/// A post in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct News {
    /// Or how the text begins.
    pub(crate) title: String,
    /// Source and date.
    pub(crate) origin: String,
    pub(crate) url: String,
}

/// Names of a topic and its site, as sentences want them.
pub(crate) type Names<'a> = (&'a str, &'a str);

/// Asks for confirmation at `link`.
pub(crate) fn ask(words: &Words, names: Names<'_>, link: &str) -> Letter {
    let text = [&both(words.text_ask, names)[..], link, words.otherwise];
    Letter {
        id: id(link, 0),
        subject: line(&both(words.subject_ask, names)),
        text: text.concat(),
        end: None,
    }
}

/// Tells what is new; `number` is that of the last of these posts. `link` is where to unsubscribe.
pub(crate) fn news(
    words: &Words,
    names: Names<'_>,
    posts: &[News],
    link: &str,
    number: i64,
) -> Letter {
    let subject = match posts {
        [one] => format!("{}: {}", names.0, one.title),
        _ => fill(&fill(words.subject_news, names.0), &posts.len().to_string()),
    };
    let mut text = String::new();
    for post in posts {
        text += &format!(
            "{}\n{}\n{}\n\n",
            line(&post.title),
            line(&post.origin),
            post.url
        );
    }
    // What mail programs know as the signature.
    text += "-- \n";
    text += &both(words.footer, names);
    text += link;
    text.push('\n');
    Letter {
        id: id(link, number),
        subject: line(&subject),
        text,
        end: Some(format!("{link}/end")),
    }
}

/// A sentence with the names of topic and site.
pub(crate) fn both(sentence: &str, (topic, site): Names<'_>) -> String {
    fill(&fill(sentence, topic), site)
}

/// On one line, whatever the source wrote.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn id(link: &str, number: i64) -> String {
    let digest = Sha256::digest(format!("{link} {number}"));
    digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use teilbar_domain::choice::Choice;
    use teilbar_domain::text::Lang;

    #[test]
    fn every_sentence_names_what_it_is_about() {
        for (lang, _) in Lang::ALL {
            let words = words(*lang);
            for sentence in [
                words.about,
                words.confirm_title,
                words.confirmed,
                words.end_title,
                words.ended,
                words.subject_ask,
                words.text_ask,
                words.footer,
            ] {
                let sentence = both(sentence, ("Wind", "Nordlicht"));
                let named = sentence.contains("Wind") && sentence.contains("Nordlicht");
                assert!(named && !sentence.contains("{}"), "{sentence}");
            }
        }
    }

    #[test]
    fn titles_cannot_write_headers() {
        let post = News {
            title: "A\r\nBcc: b@c.example\n\nC".into(),
            origin: "Blog\n".into(),
            url: "https://a.example/1".into(),
        };
        let names = ("Wind\n", "Nordlicht");
        let letter = news(
            words(Lang::De),
            names,
            &[post],
            "https://t.example/letters/x",
            7,
        );
        assert_eq!(letter.subject, "Wind : A Bcc: b@c.example C");
        assert!(
            letter
                .text
                .starts_with("A Bcc: b@c.example C\nBlog\nhttps://a.example/1\n\n-- \n")
        );
        assert!(
            letter
                .text
                .ends_with("Abbestellen:\nhttps://t.example/letters/x\n")
        );
        assert_eq!(
            letter.end.as_deref(),
            Some("https://t.example/letters/x/end")
        );
    }
}
