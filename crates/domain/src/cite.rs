//! Citations of a page, as encyclopedias and reference managers take them.

crate::choice::choice!(
    /// A form of citation; the word is its name.
    Format {
        /// German Wikipedia's template `Internetquelle`.
        Internetquelle = "Internetquelle",
        /// English Wikipedia's template `cite web`, which many other languages have too.
        CiteWeb = "cite web",
        Bibtex = "BibTeX",
        /// The address alone.
        Permalink = "Permalink",
    }
);

impl Format {
    /// The forms for readers of a language, the likeliest first.
    pub fn for_language(lang: &str) -> &'static [Self] {
        match lang {
            "de" | "de-simple" => &[Self::Internetquelle, Self::Bibtex, Self::Permalink],
            _ => &[Self::CiteWeb, Self::Bibtex, Self::Permalink],
        }
    }
}

/// What is cited; empty text means "not known".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub url: String,
    pub title: String,
    pub author: String,
    /// The website's name.
    pub site: String,
    /// An ISO 8601 date, with or without a time.
    pub published: String,
    /// The day of the visit, `YYYY-MM-DD`.
    pub retrieved: String,
}

/// The page cited in a form.
pub fn cite(format: Format, page: &Page) -> String {
    match format {
        Format::Internetquelle => template(
            "Internetquelle",
            page,
            ["url", "titel", "autor", "werk", "datum", "abruf"],
        ),
        Format::CiteWeb => template(
            "cite web",
            page,
            ["url", "title", "author", "website", "date", "access-date"],
        ),
        Format::Bibtex => bibtex(page),
        Format::Permalink => page.url.clone(),
    }
}

/// The day of an ISO 8601 date; nothing of what is none.
fn day(date: &str) -> &str {
    let is_day = |day: &&str| {
        let mut signs = day.bytes().zip(b"0000-00-00");
        day.len() == 10
            && signs.all(|(sign, form)| match form {
                b'-' => sign == b'-',
                _ => sign.is_ascii_digit(),
            })
    };
    date.get(..10).filter(is_day).unwrap_or_default()
}

fn values(page: &Page) -> [&str; 6] {
    [
        &page.url,
        &page.title,
        &page.author,
        &page.site,
        day(&page.published),
        &page.retrieved,
    ]
}

fn template(name: &str, page: &Page, keys: [&str; 6]) -> String {
    let mut out = ["{{", name].concat();
    for (key, value) in keys.into_iter().zip(values(page)) {
        if !value.is_empty() {
            let value = if key == "url" {
                url(value)
            } else {
                wiki(value)
            };
            out.push_str(&[" |", key, "=", &value].concat());
        }
    }
    out + "}}"
}

/// One line in which nothing is markup: entities stand for what would end or nest the template.
fn wiki(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '|' => out.push_str("&#124;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            '[' => out.push_str("&#91;"),
            ']' => out.push_str("&#93;"),
            '<' => out.push_str("&lt;"),
            c => out.push(c),
        }
    }
    out.replace("''", "&#39;&#39;").replace("~~~", "&#126;~~")
}

fn bibtex(page: &Page) -> String {
    let keys = ["url", "title", "author", "organization", "date", "urldate"];
    let mut out = ["@online{", &key(page)].concat();
    for (key, value) in keys.into_iter().zip(values(page)) {
        if !value.is_empty() {
            let value = if key == "url" { url(value) } else { tex(value) };
            out.push_str(&[",\n  ", key, " = {", &value, "}"].concat());
        }
    }
    out + "\n}"
}

/// Host and year: what a reader recognises in a list of references.
fn key(page: &Page) -> String {
    let host = page.url.split("//").nth(1).unwrap_or_default();
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.trim_start_matches("www.");
    let mut plain: String = host.chars().filter(char::is_ascii_alphanumeric).collect();
    let dates = [day(&page.published), &page.retrieved];
    let date = dates.into_iter().find(|date| !date.is_empty());
    plain.push_str(date.and_then(|date| date.get(..4)).unwrap_or_default());
    plain
}

/// One line in which no character is a command to TeX.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The address without what is markup in templates or TeX; no address needs it written out.
fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '[' | ']' | '|' | '<' | '>' | '\\' => {
                out.push_str(&crate::link::encode(c.encode_utf8(&mut [0; 4])))
            }
            c => out.push(c),
        }
    }
    out
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            url: "https://www.nordlicht.example/a?b=1&c={2}".into(),
            title: "Käse & Brot: 50 % | mehr".into(),
            author: "Ada Beispiel".into(),
            site: "Nordlicht".into(),
            published: "2026-11-20T08:00:00+01:00".into(),
            retrieved: "2026-11-22".into(),
        }
    }

    #[test]
    fn each_form_as_its_readers_expect_it() {
        for (format, expected) in [
            (
                Format::Internetquelle,
                "{{Internetquelle |url=https://www.nordlicht.example/a?b=1&c=%7B2%7D \
                 |titel=Käse & Brot: 50 % &#124; mehr |autor=Ada Beispiel |werk=Nordlicht \
                 |datum=2026-11-20 |abruf=2026-11-22}}",
            ),
            (
                Format::CiteWeb,
                "{{cite web |url=https://www.nordlicht.example/a?b=1&c=%7B2%7D \
                 |title=Käse & Brot: 50 % &#124; mehr |author=Ada Beispiel |website=Nordlicht \
                 |date=2026-11-20 |access-date=2026-11-22}}",
            ),
            (
                Format::Bibtex,
                "@online{nordlichtexample2026,\n  url = {https://www.nordlicht.example/a?b=1&c=%7B2%7D},\n  \
                 title = {Käse \\& Brot: 50 \\% | mehr},\n  author = {Ada Beispiel},\n  \
                 organization = {Nordlicht},\n  date = {2026-11-20},\n  urldate = {2026-11-22}\n}",
            ),
            (
                Format::Permalink,
                "https://www.nordlicht.example/a?b=1&c={2}",
            ),
        ] {
            assert_eq!(cite(format, &page()), expected);
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let bare = Page {
            url: "https://a.example/".into(),
            published: "gestern".into(),
            ..Page::default()
        };
        assert_eq!(
            cite(Format::CiteWeb, &bare),
            "{{cite web |url=https://a.example/}}"
        );
        assert_eq!(
            cite(Format::Bibtex, &bare),
            "@online{aexample,\n  url = {https://a.example/}\n}"
        );
    }

    #[test]
    fn hostile_titles_stay_inside_their_field() {
        let title = "}}{{delete}} [[x]] <ref>'''~~~~\\end{a}\n|url=https://evil.example";
        let page = Page {
            title: title.into(),
            ..page()
        };
        let wiki = cite(Format::CiteWeb, &page);
        let inside = &wiki[2..wiki.len() - 2];
        assert!(!inside.contains(['{', '}', '[', ']', '<', '\n']), "{wiki}");
        assert!(!inside.contains("''") && !inside.contains("~~~~"), "{wiki}");
        assert_eq!(inside.matches('|').count(), 6);
        let bibtex = cite(Format::Bibtex, &page);
        let title = bibtex.lines().nth(2).unwrap();
        assert!(title.contains("\\}\\}\\{\\{delete\\}\\}"), "{title}");
        assert!(title.ends_with("evil.example},"));
    }
}
