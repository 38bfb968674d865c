//! Tags and their attributes out of HTML as people paste it: no tree, one pass, nothing thrown away
//! that a browser would keep, and never more than one look at each byte.

/// What a scan meets; text between tags is of no use here.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    Start(Tag<'a>),
    /// The name of an end tag.
    End(&'a str),
    /// What stands inside a `<script>`.
    Script(&'a str),
}

/// A start tag.
#[derive(Clone, Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// Whether it ends in `/>`, as templates and JSX write what has no content.
    pub(super) is_empty: bool,
    /// Names and values as written, character references included.
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute; the first of that name counts.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        filled(value)
    }

    /// The words of the class, in JSX `className`.
    pub(super) fn classes(&self) -> impl Iterator<Item = &'a str> {
        let is_class = |name: &str| ["class", "classname"].contains(&&*name.to_ascii_lowercase());
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(name, _)| is_class(name));
        found
            .map_or("", |(_, value)| value)
            .split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|known| known == class)
    }

    /// The `data-` attributes that have a value, names in lower case.
    pub(super) fn data(&self) -> impl Iterator<Item = (String, String)> {
        let lower = self.attributes.iter();
        let lower = lower.map(|(name, value)| (name.to_ascii_lowercase(), value));
        lower
            .filter(|(name, _)| name.starts_with("data-"))
            .filter_map(|(name, value)| Some((name, filled(value)?)))
    }
}

/// A value as it is meant, trimmed. Nothing if it is empty or `null`, which is how Shariff's pages
/// switch a setting off.
fn filled(value: &str) -> Option<String> {
    let value = decode(value).trim().to_owned();
    (!value.is_empty() && value != "null").then_some(value)
}

/// The pieces of a text, in order. What was begun and never ended is left out.
pub(super) fn scan(html: &str) -> Scanner<'_> {
    Scanner {
        rest: html,
        script: false,
    }
}

#[derive(Debug)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
    /// Whether the last piece was the start of a script.
    script: bool,
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if std::mem::take(&mut self.script) {
            return Some(Piece::Script(self.take_until_end_of("script")));
        }
        loop {
            self.skip_past("<")?;
            if self.rest.starts_with("!--") {
                self.skip_past("-->")?;
            } else if let Some(end) = self.rest.strip_prefix('/') {
                let at = end.find('>')?;
                self.rest = &end[at + 1..];
                return Some(Piece::End(end[..at].trim()));
            } else if self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let tag = self.tag()?;
                self.script = tag.name.eq_ignore_ascii_case("script") && !tag.is_empty;
                if tag.name.eq_ignore_ascii_case("style") {
                    self.take_until_end_of("style");
                }
                return Some(Piece::Start(tag));
            }
        }
    }
}

impl<'a> Scanner<'a> {
    fn skip_past(&mut self, mark: &str) -> Option<()> {
        let at = self.rest.find(mark)?;
        self.rest = &self.rest[at + mark.len()..];
        Some(())
    }

    /// Takes bytes up to one for which `ends` holds, or to the end.
    fn take_until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let at = self.rest.find(ends).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken
    }

    /// Takes what is no markup: all up to this element's end tag, which stays.
    fn take_until_end_of(&mut self, name: &str) -> &'a str {
        let mut ends = self.rest.match_indices("</");
        let is_end = |at: &usize| {
            let word = self.rest.as_bytes().get(at + 2..at + 2 + name.len());
            word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        };
        let at = ends.find_map(|(at, _)| is_end(&at).then_some(at));
        let (taken, rest) = self.rest.split_at(at.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// The tag whose name is next; nothing if the text ends within it.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let name = self.take_until(|c| c.is_ascii_whitespace() || "/>".contains(c));
        let mut attributes = Vec::new();
        loop {
            let gap = self.take_until(|c| !c.is_ascii_whitespace() && c != '/');
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return Some(Tag {
                    name,
                    is_empty: gap.ends_with('/'),
                    attributes,
                });
            }
            attributes.push(self.attribute()?);
        }
    }

    fn attribute(&mut self) -> Option<(&'a str, &'a str)> {
        let whole = self.rest;
        // Whatever the first character is, it belongs to the name: so each round moves on.
        let first = whole.chars().next()?.len_utf8();
        self.rest = &whole[first..];
        let more = self.take_until(|c| c.is_ascii_whitespace() || "/>=".contains(c));
        let name = &whole[..first + more.len()];
        let after = self.rest.trim_ascii_start();
        let Some(value) = after.strip_prefix('=') else {
            return Some((name, ""));
        };
        self.rest = value.trim_ascii_start();
        for quote in ['"', '\''] {
            if let Some(value) = self.rest.strip_prefix(quote) {
                let at = value.find(quote)?;
                self.rest = &value[at + 1..];
                return Some((name, &value[..at]));
            }
        }
        let value = self.take_until(|c| c.is_ascii_whitespace() || c == '>');
        Some((name, value))
    }
}

/// Text with its character references resolved: the numeric ones and the names that German and
/// English pages use. Others stay as they are.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // No reference is longer, and not looking further keeps "&&&&…" linear.
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| Some((end, reference(&rest[..end])?))) {
            Some((end, character)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out + rest
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|c| *c != '\0');
    }
    let mut known = REFERENCES.iter();
    known.find(|(word, _)| *word == name).map(|(_, c)| *c)
}

const REFERENCES: [(&str, char); 24] = [
    ("quot", '"'),
    ("amp", '&'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", '\u{a0}'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bdquo", '„'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece in a few signs: `<a x=1`, `</a`, `(script)`.
    fn pieces(html: &str) -> Vec<String> {
        let show = |piece| match piece {
            Piece::Start(tag) => {
                let values = tag.attributes.iter();
                let values = values.map(|(name, value)| format!(" {name}={}", decode(value)));
                format!("<{}{}", tag.name, values.collect::<String>())
            }
            Piece::End(name) => format!("</{name}"),
            Piece::Script(text) => format!("({text})"),
        };
        scan(html).map(show).collect()
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        for (html, expected) in [
            ("<a b>x</a>", &["<a b=", "</a"][..]),
            ("<a b=1 c='2' d = \"3\"e=4>", &["<a b=1 c=2 d=3 e=4"]),
            ("<a b='>'>", &["<a b=>"]),
            ("<a =b=c>", &["<a =b=c"]),
            ("<br/><a/b>", &["<br", "<a b="]),
            ("<!-- <a> --><b>", &["<b"]),
            ("< a><1><b>", &["<b"]),
            (
                "<a b='&quot;&#228;&#xFc;&amp;amp;&nix;&'>",
                &["<a b=\"äü&amp;&nix;&"],
            ),
            (
                "<script>'<a>'</SCRIPT ><b>",
                &["<script", "('<a>')", "</SCRIPT", "<b"],
            ),
            ("<style><a></style><b>", &["<style", "</style", "<b"]),
            ("<a b='", &[]),
            ("<a b", &[]),
            ("<!-- <a>", &[]),
            ("</a", &[]),
            ("<script>x", &["<script", "(x)"]),
        ] {
            assert_eq!(pieces(html), expected, "{html}");
        }
    }

    #[test]
    fn the_first_attribute_counts_and_null_is_nothing() {
        let Some(Piece::Start(tag)) =
            scan("<a DATA-x=1 data-x=2 data-y=null className=' b  c'>").next()
        else {
            panic!("a tag");
        };
        assert_eq!(tag.get("data-x").as_deref(), Some("1"));
        assert_eq!(tag.get("data-y"), None);
        assert!(tag.has_class("c") && !tag.has_class("b c"));
        let data: Vec<_> = tag.data().map(|(name, value)| name + &value).collect();
        assert_eq!(data, ["data-x1", "data-x2"]);
    }
}
