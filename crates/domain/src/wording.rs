//! Problems in words, in German and English.

use std::fmt;

use crate::network::Share;
use crate::problem::Problem;
use crate::text::Lang;

impl Problem {
    /// The message in German; [`fmt::Display`] is English.
    pub fn german(&self) -> String {
        match self {
            Self::UnknownOption { name, nearest } => {
                format!("unbekannte Option „{name}“{}", hint_de(*nearest))
            }
            Self::NotOneOf {
                option,
                value,
                words,
            } => {
                format!(
                    "„{option}“ kann nicht „{value}“ sein; möglich sind {}",
                    words.join(", ")
                )
            }
            Self::NotANumber {
                option,
                value,
                from,
                to,
            } => {
                format!("„{option}“ muss eine ganze Zahl von {from} bis {to} sein, nicht „{value}“")
            }
            Self::NotAWebUrl { option, value } => {
                format!("„{option}“ muss mit https:// oder http:// beginnen, nicht „{value}“")
            }
            Self::NotAHost { option, value } => {
                format!(
                    "„{option}“ muss der Name eines Servers sein, ohne https://, nicht „{value}“"
                )
            }
            Self::NotDigits { option, value } => {
                format!("„{option}“ darf nur Ziffern haben, nicht „{value}“")
            }
            Self::NotTranslated { value } => {
                format!(
                    "für „{value}“ gibt es keine Übersetzung; möglich sind {}",
                    Lang::WORDS.join(", ")
                )
            }
            Self::UnknownNetwork { name, nearest } => {
                format!("unbekanntes Netzwerk „{name}“{}", hint_de(*nearest))
            }
            Self::DeadNetwork(dead) => {
                format!(
                    "{} {}; stattdessen: {}",
                    dead.name,
                    dead.de,
                    dead.instead.join(", ")
                )
            }
            Self::NotShareable(network) => {
                let row = network.row();
                let Share::None { de, instead, .. } = row.share else {
                    return String::new();
                };
                let way = match (instead, row.profile) {
                    ([], "") => String::new(),
                    ([], _) => "; ein Profil-Link mit <teil-follow> ist möglich".to_owned(),
                    (_, "") => format!("; stattdessen: {}", instead.join(", ")),
                    _ => format!(
                        "; stattdessen: {} oder ein Profil-Link mit <teil-follow>",
                        instead.join(", ")
                    ),
                };
                format!("{} {de}{way}", row.name)
            }
            Self::NeedsImage(network) => {
                format!(
                    "{} braucht ein Bild; setzen Sie „image“ auf dessen Adresse",
                    network.name()
                )
            }
            Self::NeedsAppId(network) => {
                format!(
                    "{} erscheint nur auf Telefonen; setzen Sie „facebook-app-id“, um es überall zu zeigen",
                    network.name()
                )
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOption { name, nearest } => {
                write!(f, "unknown option \"{name}\"{}", hint(*nearest))
            }
            Self::NotOneOf {
                option,
                value,
                words,
            } => {
                write!(
                    f,
                    "\"{option}\" cannot be \"{value}\"; use one of {}",
                    words.join(", ")
                )
            }
            Self::NotANumber {
                option,
                value,
                from,
                to,
            } => {
                write!(
                    f,
                    "\"{option}\" must be a whole number from {from} to {to}, not \"{value}\""
                )
            }
            Self::NotAWebUrl { option, value } => {
                write!(
                    f,
                    "\"{option}\" must begin with https:// or http://, not \"{value}\""
                )
            }
            Self::NotAHost { option, value } => write!(
                f,
                "\"{option}\" must be the name of a server, without https://, not \"{value}\""
            ),
            Self::NotDigits { option, value } => {
                write!(f, "\"{option}\" must have digits only, not \"{value}\"")
            }
            Self::NotTranslated { value } => write!(
                f,
                "there is no translation for \"{value}\"; use one of {}",
                Lang::WORDS.join(", ")
            ),
            Self::UnknownNetwork { name, nearest } => {
                write!(f, "unknown network \"{name}\"{}", hint(*nearest))
            }
            Self::DeadNetwork(dead) => {
                write!(
                    f,
                    "{} {}; use {} instead",
                    dead.name,
                    dead.en,
                    dead.instead.join(", ")
                )
            }
            Self::NotShareable(network) => {
                let row = network.row();
                let Share::None { en, instead, .. } = row.share else {
                    return Ok(());
                };
                let way = match (instead, row.profile) {
                    ([], "") => String::new(),
                    ([], _) => "; a profile link in <teil-follow> is possible".to_owned(),
                    (_, "") => format!("; use {} instead", instead.join(", ")),
                    _ => format!(
                        "; use {} or a profile link in <teil-follow> instead",
                        instead.join(", ")
                    ),
                };
                write!(f, "{} {en}{way}", row.name)
            }
            Self::NeedsImage(network) => {
                write!(
                    f,
                    "{} needs a picture; set \"image\" to its address",
                    network.name()
                )
            }
            Self::NeedsAppId(network) => {
                write!(
                    f,
                    "{} is shown on telephones only; set \"facebook-app-id\" to show it everywhere",
                    network.name()
                )
            }
        }
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"))
}

fn hint_de(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |word| format!("; meinten Sie „{word}“?"))
}
