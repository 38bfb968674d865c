//! What a reader of old snippets has to say about what it could not carry over.

use std::fmt;

use crate::problem::Problem;

/// Something in an old snippet that is not the same in the new one. The `Display` is the wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// What the options have to say themselves: dead networks, wrong addresses.
    Problem(Problem),
    /// An attribute, button or setting of the old snippet, and what became of it.
    Left { what: String, why: Why },
    /// None of the old buttons can be kept.
    NoneLeft,
    /// More snippets than the one that was read.
    Further(usize),
}

macro_rules! reasons {
    ($($(#[$meta:meta])* $reason:ident $de:literal, $en:literal;)+) => {
        /// Why something was not carried over as it was.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Why { $($(#[$meta])* $reason),+ }

        impl Why {
            fn german(self) -> &'static str {
                match self { $(Self::$reason => $de),+ }
            }

            fn english(self) -> &'static str {
                match self { $(Self::$reason => $en),+ }
            }
        }
    };
}

reasons! {
    /// An address that share counts were asked from.
    Backend "nicht mehr nötig; Zahlen kommen vom Teilbar-Server und stehen bei look=\"count\" im Knopf",
        "needed no more; counts come from the Teilbar server and show with look=\"count\"";
    /// A page or recipient for e-mail.
    MailPage "E-Mail öffnet das Programm des Besuchers, ohne Empfänger",
        "e-mail opens the visitor's own program, without a recipient";
    Subject "der Betreff ist der Titel", "the subject is the title";
    Info "diesen Knopf gibt es nicht; ein Link neben der Leiste leistet dasselbe",
        "there is no such button; a link beside the bar does the same";
    /// Something to append to an address that the snippet does not name.
    Track "wird nur an eine Adresse gehängt, die in „url“ steht", "is only appended to an address given as \"url\"";
    /// Buttons of their own mind.
    OneForAll "gilt für die ganze Leiste; einzelne Knöpfe haben keine eigenen Angaben",
        "holds for the whole bar; buttons have no settings of their own";
    /// A menu of hundreds of services.
    Menu "statt eines Menüs öffnet sich das Teilen-Fenster des Geräts", "instead of a menu the device's own share sheet opens";
    Color "Farben wählt „colors“: brand, mono oder outline", "colours are chosen by \"colors\": brand, mono or outline";
    Floating "die Leiste steht, wo sie eingefügt wird; schweben lässt sie das Stylesheet der Seite",
        "the bar stands where it is put; the page's style sheet can make it float";
    /// An id or a go-between that only the old links needed.
    NoId "nicht mehr nötig", "needed no more";
    Unknown "hat keine Entsprechung", "has no counterpart";
}

impl Note {
    /// The message in German; [`fmt::Display`] is English.
    pub fn german(&self) -> String {
        match self {
            Self::Problem(problem) => problem.german(),
            Self::Left { what, why } => format!("„{what}“: {}", why.german()),
            Self::NoneLeft => {
                "kein alter Knopf bleibt übrig; es gelten die voreingestellten".to_owned()
            }
            Self::Further(1) => "ein weiterer Schnipsel wurde nicht gelesen".to_owned(),
            Self::Further(more) => format!("{more} weitere Schnipsel wurden nicht gelesen"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => problem.fmt(f),
            Self::Left { what, why } => write!(f, "\"{what}\": {}", why.english()),
            Self::NoneLeft => {
                f.write_str("none of the old buttons is left; the default ones stand in")
            }
            Self::Further(1) => f.write_str("one more snippet was not read"),
            Self::Further(more) => write!(f, "{more} more snippets were not read"),
        }
    }
}
