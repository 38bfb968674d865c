//! Text as networks give it that know no markup: addresses in it become links.

use super::facets::{escaped, push_text};
use crate::feed::Text;

/// Plain text as HTML, in which web addresses are links.
pub(super) fn linked(text: &str) -> Text {
    let mut out = String::from("<p>");
    for piece in text.split_inclusive(char::is_whitespace) {
        let start = piece.find("http").unwrap_or(0);
        let (before, rest) = piece.split_at(start);
        let address = rest.trim_end_matches(|c: char| c.is_whitespace() || ENDS.contains(c));
        let known = ["https://", "http://"].iter().any(|scheme| {
            let host = address.strip_prefix(scheme);
            host.is_some_and(|host| host.contains('.'))
        });
        if known {
            push_text(before, &mut out);
            let href = escaped(address);
            out.push_str(&format!("<a href=\"{href}\">{href}</a>"));
            push_text(&rest[address.len()..], &mut out);
        } else {
            push_text(piece, &mut out);
        }
    }
    // Pieces end with one line end each, so that two in a row are two breaks.
    Text::Html(out.replace("<br><br>", "</p><p>") + "</p>")
}

/// What stands after an address more often than in it.
const ENDS: &str = ".,;:!?)]}>\"'»“”’…";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        let html = |text: &str| match linked(text) {
            Text::Html(html) => html,
            Text::Plain(text) => text,
        };
        for (text, expected) in [
            ("a <b> & c", "<p>a &lt;b&gt; &amp; c</p>"),
            (
                "Lies (https://a.example/x?y=1&z=2).",
                "<p>Lies (<a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>).</p>",
            ),
            ("eins\nzwei\n\ndrei", "<p>eins<br>zwei</p><p>drei</p>"),
            (
                "https:// http://x javascript:alert(1)",
                "<p>https:// http://x javascript:alert(1)</p>",
            ),
            (
                "https://a.example/\"onclick=1",
                "<p><a href=\"https://a.example/&quot;onclick=1\">https://a.example/&quot;onclick=1</a></p>",
            ),
            ("", "<p></p>"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }
}
