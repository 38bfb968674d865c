//! The style sheets: what a fragment carries inline, and the whole for `teilbar.css`.

mod used;

pub use used::used;

use std::fmt::Write;
use std::sync::LazyLock;

use teilbar_domain::feed::Layout;
use teilbar_domain::form::{Form, Place};
use teilbar_domain::network::Network;
use teilbar_domain::option::Element;
use teilbar_domain::own::Own;

const BASE: &str = include_str!("base.css");
const BAR: &str = include_str!("bar.css");
const DIALOG: &str = include_str!("dialog.css");
const FORMS: &str = include_str!("forms.css");
const FEED: &str = include_str!("feed.css");

/// What a layout needs beyond what every feed does; a list needs nothing.
const LAYOUTS: [(Layout, &str); 5] = [
    (Layout::Grid, include_str!("feed/grid.css")),
    (Layout::Masonry, include_str!("feed/masonry.css")),
    (Layout::Carousel, include_str!("feed/carousel.css")),
    (Layout::Ticker, include_str!("feed/ticker.css")),
    (Layout::Single, include_str!("feed/single.css")),
];

/// What one element needs, with the colours of the networks it shows; minified.
pub fn sheet(
    element: Element,
    form: Form,
    layout: Layout,
    networks: impl IntoIterator<Item = Network>,
) -> String {
    static BUTTONS: LazyLock<String> = LazyLock::new(|| minify(&[BASE, BAR].concat()));
    static POSTS: LazyLock<String> = LazyLock::new(|| minify(&[BASE, FEED].concat()));
    let mut out = match element {
        Element::Bar | Element::Follow => BUTTONS.clone(),
        Element::Feed => POSTS.clone(),
    };
    if element == Element::Feed {
        let of_layout = LAYOUTS.iter().filter(|(known, _)| *known == layout);
        of_layout.for_each(|(_, css)| out += &minify(css));
    } else if form.place != Place::Inline {
        let wide = format!("(min-width:{}px)", form.breakpoint);
        out += &minify(FORMS).replace(BREAKPOINT, &wide);
    }
    colors(networks, &mut out);
    out
}

/// The condition for a wide window, as it stands in `forms.css`.
const BREAKPOINT: &str = "(min-width:1100px)";

/// What every element needs, with the colours of all networks; minified.
pub fn sheet_all() -> String {
    let mut out = minify(&[BASE, BAR, FORMS, FEED].concat());
    LAYOUTS.iter().for_each(|(_, css)| out += &minify(css));
    colors(Network::ALL.iter().copied(), &mut out);
    out
}

/// What dialogs need beyond [`sheet`], with the colours of the networks they offer; minified. Apart,
/// because most visitors never open one.
pub fn dialogs(networks: impl IntoIterator<Item = Network>) -> String {
    let mut out = minify(DIALOG);
    colors(networks, &mut out);
    out
}

fn colors(networks: impl IntoIterator<Item = Network>, out: &mut String) {
    for network in networks {
        let _ = write!(out, ".{}{{--c:#{}}}", network.slug(), network.row().color);
    }
}

/// The colours of networks of sites' own, to follow a sheet.
pub fn own_colors<'a>(own: impl IntoIterator<Item = &'a Own>) -> String {
    let mut out = String::new();
    for own in own {
        let (color, text) = (own.color.as_str(), own.color.text());
        let _ = write!(out, ".{}{{--c:#{color};--t:#{text}}}", own.class);
    }
    out
}

/// Takes out comments and the white space that CSS does not need: around `{};,>` and after `:`, since
/// around other signs it can carry meaning. Our sheets have no strings with these signs in them.
fn minify(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);

    let mut out = String::with_capacity(bare.len());
    let free = |c: char| "{};,>".contains(c);
    for word in bare.split_whitespace() {
        if !out.is_empty() && !out.ends_with(free) && !out.ends_with(':') && !word.starts_with(free)
        {
            out.push(' ');
        }
        if word.starts_with('}') && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&word.replace(";}", "}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use teilbar_domain::choice::Choice;

    #[test]
    fn minified_sheets_keep_their_meaning() {
        let css = "/* a */ .x > a , .y { width : calc( 1px + 2px ) ;\n color: red;\n}\n@media (x) { b { c: d } }";
        assert_eq!(
            minify(css),
            ".x>a,.y{width :calc( 1px + 2px );color:red}@media (x){b{c:d}}"
        );
    }

    /// Arabic and Hebrew begin on the right: sides are named by reading direction.
    #[test]
    fn no_side_is_called_left_or_right() {
        // But for forms.css, whose places beside the text are those that an owner sees.
        let layouts = LAYOUTS.map(|(_, css)| css).concat();
        let all = minify(&[BASE, BAR, FEED, &layouts, DIALOG].concat());
        let named = all.split(|c: char| !c.is_ascii_alphanumeric());
        assert_eq!(
            named
                .filter(|word| matches!(*word, "left" | "right"))
                .count(),
            0
        );
        assert!(all.contains("padding-inline-start"));
    }

    #[test]
    fn sheets_can_stand_in_a_style_element() {
        let all = sheet_all();
        assert!(!all.contains('<') && !all.contains("@import") && !all.contains("url("));
        assert_eq!(all.matches('{').count(), all.matches('}').count());
        let bar = sheet(Element::Bar, Form::default(), Layout::Grid, [Network::X]);
        assert!(bar.contains(".x{--c:#000000}") && !bar.contains(".facebook"));
        assert!(
            !bar.contains("[place=left]"),
            "only forms carry their rules"
        );
        assert!(!bar.contains(".grid"), "bars have no layout");
    }

    #[test]
    fn a_feed_carries_the_rules_of_its_layout_alone() {
        for (layout, _) in LAYOUTS {
            let sheet = sheet(Element::Feed, Form::default(), layout, []);
            let carried = Layout::ALL
                .iter()
                .filter(|(_, word)| sheet.contains(&format!(".{word} ")));
            assert_eq!(
                carried.map(|(known, _)| *known).collect::<Vec<_>>(),
                [layout]
            );
            assert!(sheet_all().contains(&format!(".{} ", layout.word())));
        }
    }

    #[test]
    fn a_form_changes_at_its_own_breakpoint() {
        let form = Form {
            place: Place::Left,
            breakpoint: 900,
            ..Form::default()
        };
        let sheet = sheet(Element::Bar, form, Layout::List, []);
        assert!(sheet.contains("(min-width:900px)") && !sheet.contains("1100"));
        assert!(sheet_all().contains(BREAKPOINT));
    }
}
