//! Networks of a site's own, beside those of the catalogue.

use crate::network::Network;

/// A network that only one site knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The name in `networks="…"`.
    pub id: String,
    /// The class name of its buttons, of no other network and no other site.
    pub class: String,
    pub name: String,
    /// An address template; empty if nothing can be shared to it.
    pub share: String,
    /// The address of the site's profile there; empty if it has none.
    pub profile: String,
    pub color: Color,
    pub icon: IconPath,
}

/// A colour, `rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Color(String);

impl Default for Color {
    fn default() -> Self {
        Self("4a5568".into())
    }
}

impl Color {
    /// Reads `#rrggbb`, the number sign left out or not.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_start_matches('#');
        let valid = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        valid.then(|| Self(digits.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The colour of text upon it: white where that is readable (contrast 4.5, WCAG 1.4.3), else black,
    /// which then is.
    pub fn text(&self) -> &'static str {
        let channel = |at: usize| {
            let value = u8::from_str_radix(self.0.get(at..at + 2).unwrap_or_default(), 16);
            let value = f64::from(value.unwrap_or_default()) / 255.0;
            match value <= 0.040_45 {
                true => value / 12.92,
                false => ((value + 0.055) / 1.055).powf(2.4),
            }
        };
        let luminance = 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
        if 1.05 / (luminance + 0.05) >= 4.5 {
            "fff"
        } else {
            "000"
        }
    }
}

/// The outline of an icon on a 24 px grid, as the `d` of an SVG path; it holds nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IconPath(String);

/// Why a text is no outline of an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconProblem {
    /// It holds other signs than a path's commands and numbers.
    NotAPath,
    /// It is drawn on another grid.
    NotOnTheGrid,
    /// It has more characters than a button should carry.
    TooLong,
}

impl IconPath {
    /// Characters that an icon may have.
    pub const MOST: usize = 4000;

    /// Reads the `d` of a path.
    pub fn parse(d: &str) -> Result<Self, IconProblem> {
        let d = d.trim();
        let plain = |b: u8| b.is_ascii_digit() || b"MmLlHhVvCcSsQqTtAaZzEe ,.+-\n".contains(&b);
        if d.len() > Self::MOST {
            return Err(IconProblem::TooLong);
        }
        if !d.starts_with(['M', 'm']) || !d.bytes().all(plain) {
            return Err(IconProblem::NotAPath);
        }
        let mut numbers = d.split(|c: char| !c.is_ascii_digit() && c != '.');
        // Lengths may run back and forth over the grid; beyond twice its width they are of another.
        let wide = |number: &str| number.split('.').next().and_then(|n| n.parse().ok()) > Some(48);
        match numbers.any(wide) {
            true => Err(IconProblem::NotOnTheGrid),
            false => Ok(Self(d.to_owned())),
        }
    }

    /// The `d` of the path; an arrow that leaves a box where there is no outline.
    pub fn path(&self) -> &str {
        const ARROW: &str = "M14 3h7v7h-2.5V7.3l-8 8-1.8-1.8 8-8H14zM5 5h6v2.5H5.5v11h11V13H19v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z";
        if self.0.is_empty() { ARROW } else { &self.0 }
    }

    /// The drawing as SVG.
    pub fn svg(&self) -> String {
        let d = self.path();
        format!("<svg aria-hidden=\"true\" viewBox=\"0 0 24 24\"><path d=\"{d}\"/></svg>")
    }
}

/// A network as an element's `networks` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen<'a> {
    Known(Network),
    Own(&'a Own),
}

/// The networks of these names, each once, in their order.
pub(crate) fn chosen<'a, 'n>(
    names: impl IntoIterator<Item = &'n str>,
    own: &'a [Own],
) -> Vec<Chosen<'a>> {
    let mut all = Vec::new();
    for word in names {
        let known = Network::parse(word).map(Chosen::Known);
        let find = || {
            own.iter()
                .find(|own| own.id.eq_ignore_ascii_case(word))
                .map(Chosen::Own)
        };
        if let Some(found) = known.or_else(find)
            && !all.contains(&found)
        {
            all.push(found);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_carry_readable_text() {
        for (text, color, on_it) in [
            ("#FFCC00", "ffcc00", "000"),
            ("004b87", "004b87", "fff"),
            ("#767676", "767676", "fff"),
            ("#777777", "777777", "000"),
        ] {
            let read = Color::parse(text).unwrap();
            assert_eq!((read.as_str(), read.text()), (color, on_it));
        }
        for text in ["red", "#fff", "#12345g", "", "#1234567"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }

    #[test]
    fn icons_are_paths_and_nothing_else() {
        let star = "M12 2l3 7h7l-5.5 4.5L18.500 22 12 17.5 5.5 22l2-8.5L2 9h7z";
        assert!(IconPath::parse(star).unwrap().svg().contains(star));
        for (d, problem) in [
            ("M0 0\"/><script>alert(1)</script>", IconProblem::NotAPath),
            ("<svg viewBox='0 0 24 24'/>", IconProblem::NotAPath),
            ("12 2l3 7", IconProblem::NotAPath),
            ("", IconProblem::NotAPath),
            ("M256 32l100 7", IconProblem::NotOnTheGrid),
        ] {
            assert_eq!(IconPath::parse(d), Err(problem), "{d}");
        }
        let long = format!("M0 0{}", "h1".repeat(2000));
        assert_eq!(IconPath::parse(&long), Err(IconProblem::TooLong));
    }
}
