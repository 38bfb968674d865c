//! Which addresses a page says are its owner's own, by `rel="me"`.

use super::{FeedError, page};
use scraper::ElementRef;

/// The addresses of a page's links with `rel="me"`, as they are written.
///
/// # Errors
/// If the page is too large or too deep.
pub fn read_me(bytes: &[u8], content_type: Option<&str>) -> Result<Vec<String>, FeedError> {
    let page = page::parse(bytes, content_type)?;
    let elements = page.root_element().descendants();
    let links = elements.filter_map(ElementRef::wrap).filter_map(|element| {
        let element = element.value();
        let rel = element.attr("rel")?;
        let is_me = rel
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("me"));
        let is_link = matches!(element.name(), "a" | "area" | "link") && is_me;
        element.attr("href").filter(|_| is_link).map(str::to_owned)
    });
    Ok(links.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_that_say_so_are_read() {
        let page = "<link rel='me' href='https://a.example/'>\
                    <a rel='nofollow ME noopener' href=' https://b.example '>b</a>\
                    <a rel='home' href='https://c.example'>c</a><a href='https://d.example'>d</a>\
                    <a rel=me>nowhere</a><p rel=me href='https://e.example'>e</p>\
                    <!-- <a rel=me href='https://f.example'> -->\
                    <script>\"<a rel=me href='https://g.example'>\"</script>\
                    <textarea><a rel=me href='https://h.example'></textarea>";
        let links = read_me(page.as_bytes(), None).unwrap();
        assert_eq!(links, ["https://a.example/", " https://b.example "]);
        let deep = "<b>".repeat(100_000);
        assert!(read_me(deep.as_bytes(), None).is_err());
    }
}
