//! Forms: where on the page buttons are.

use crate::choice::choice;
use crate::config::Options;

choice!(
    /// Where buttons are on the page.
    Place {
        Inline = "inline",
        Left = "left",
        Right = "right",
        Bottom = "bottom",
        /// Near selected text; needs a script.
        Selection = "selection",
        /// Over a picture; needs a script.
        Image = "image",
        /// Below a quotation made of the option `text`, which is what they share.
        Quote = "quote"
    }
);
choice!(
    /// What a bar beside the text becomes where there is no room beside it.
    Narrow { Bottom = "bottom", Inline = "inline", Hidden = "hidden" }
);

impl Place {
    /// The words that follow buttons take: they share neither a selection nor a picture.
    pub const FOLLOW: &'static [&'static str] = &["inline", "left", "right", "bottom"];
}

impl Place {
    /// Whether the buttons stand over the page and can be sent away.
    pub fn can_be_hidden(self) -> bool {
        matches!(self, Self::Left | Self::Right | Self::Bottom)
    }
}

/// Where buttons are, and what becomes of them in a narrow window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub place: Place,
    /// Width of the window in CSS pixels below which `narrow` holds.
    pub breakpoint: u32,
    pub narrow: Narrow,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            place: Place::default(),
            breakpoint: 1100,
            narrow: Narrow::default(),
        }
    }
}

impl Form {
    /// The form; whatever is unknown or impossible falls back to its default.
    pub fn from_options(options: &Options) -> Self {
        let breakpoint = options.get("breakpoint").parse().ok();
        let breakpoint = breakpoint.filter(|px| (320..=4000).contains(px));
        Self {
            place: options.choice("place"),
            breakpoint: breakpoint.unwrap_or(Self::default().breakpoint),
            narrow: options.choice("narrow"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Bar;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().copied().collect()
    }

    #[test]
    fn forms_are_read_and_quotes_share_their_text() {
        let quote = options(&[("place", "quote"), ("title", "T"), ("text", "Gesagt")]);
        assert_eq!(Bar::from_options(&quote).shared.title, "Gesagt");
        let form = Form::from_options(&options(&[("place", "LEFT"), ("breakpoint", "90")]));
        assert_eq!((form.place, form.breakpoint), (Place::Left, 1100));
        let narrow = options(&[("narrow", "hidden"), ("breakpoint", "900")]);
        let form = Form::from_options(&narrow);
        assert_eq!((form.narrow, form.breakpoint), (Narrow::Hidden, 900));
        for word in Place::FOLLOW {
            assert!(Place::WORDS.contains(word), "{word}");
        }
    }
}
