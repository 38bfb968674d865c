//! The languages and every sentence a visitor can meet: one file per language.

mod ar;
mod bg;
mod cs;
mod da;
mod de;
mod de_simple;
mod el;
mod en;
mod es;
mod fi;
mod fr;
mod he;
mod hr;
mod hu;
mod it;
mod ja;
mod ko;
mod nl;
mod no;
mod pl;
mod pt;
mod ro;
mod ru;
mod sk;
mod sl;
mod sr;
mod sv;
mod tr;
mod uk;
mod zh;

mod plural;
mod strings;

use crate::count::{Count, Numbers};
use crate::date::Dates;

pub use plural::{Category, Forms, Plurals, pick};
pub use strings::Strings;

crate::choice::choice!(
    /// A language of the visible text. German is the default.
    Lang {
        De = "de",
        DeSimple = "de-simple",
        En = "en",
        Ar = "ar",
        Bg = "bg",
        Cs = "cs",
        Da = "da",
        El = "el",
        Es = "es",
        Fi = "fi",
        Fr = "fr",
        He = "he",
        Hr = "hr",
        Hu = "hu",
        It = "it",
        Ja = "ja",
        Ko = "ko",
        Nl = "nl",
        No = "no",
        Pl = "pl",
        Pt = "pt",
        Ro = "ro",
        Ru = "ru",
        Sk = "sk",
        Sl = "sl",
        Sr = "sr",
        Sv = "sv",
        Tr = "tr",
        Uk = "uk",
        Zh = "zh",
    }
);

/// All that is to know of a language: what is missing does not compile.
#[derive(Debug)]
pub struct Language {
    /// The language's name in the language itself.
    pub name: &'static str,
    pub direction: Direction,
    pub plurals: Plurals,
    pub numbers: Numbers,
    pub dates: Dates,
    pub strings: Strings,
}

crate::choice::choice!(
    /// Where lines begin; the word is a value of HTML's `dir`.
    Direction {
        Ltr = "ltr",
        Rtl = "rtl"
    }
);

impl Lang {
    /// The language for a BCP 47 tag as in `lang="de-AT"`; `None` if there is no translation.
    ///
    /// Region and script are passed over: there is one Portuguese, one Chinese, one Serbian. The
    /// variant `simple` is a language of its own where there is one.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
        match &primary[..] {
            "de" if parts.any(|part| part.eq_ignore_ascii_case("simple")) => Some(Lang::DeSimple),
            // Bokmål, Nynorsk; the tag that Hebrew had until 1989.
            "nb" | "nn" => Some(Lang::No),
            "iw" => Some(Lang::He),
            primary => crate::choice::Choice::parse(primary),
        }
    }

    /// Whether lines begin on the right.
    pub fn is_rtl(self) -> bool {
        self.language().direction == Direction::Rtl
    }

    /// The sentences in this language.
    pub fn strings(self) -> &'static Strings {
        &self.language().strings
    }

    /// The sentence for a number, with every digit of the number in it.
    pub fn counted(self, forms: Forms, count: Count) -> String {
        let plurals = self.language().plurals;
        let form = plurals.form(forms, plurals.category(count.0));
        fill(form, &count.full(self))
    }

    /// What is to know of this language.
    pub fn language(self) -> &'static Language {
        match self {
            Lang::De => &de::LANGUAGE,
            Lang::DeSimple => &de_simple::LANGUAGE,
            Lang::En => &en::LANGUAGE,
            Lang::Ar => &ar::LANGUAGE,
            Lang::Bg => &bg::LANGUAGE,
            Lang::Cs => &cs::LANGUAGE,
            Lang::Da => &da::LANGUAGE,
            Lang::El => &el::LANGUAGE,
            Lang::Es => &es::LANGUAGE,
            Lang::Fi => &fi::LANGUAGE,
            Lang::Fr => &fr::LANGUAGE,
            Lang::He => &he::LANGUAGE,
            Lang::Hr => &hr::LANGUAGE,
            Lang::Hu => &hu::LANGUAGE,
            Lang::It => &it::LANGUAGE,
            Lang::Ja => &ja::LANGUAGE,
            Lang::Ko => &ko::LANGUAGE,
            Lang::Nl => &nl::LANGUAGE,
            Lang::No => &no::LANGUAGE,
            Lang::Pl => &pl::LANGUAGE,
            Lang::Pt => &pt::LANGUAGE,
            Lang::Ro => &ro::LANGUAGE,
            Lang::Ru => &ru::LANGUAGE,
            Lang::Sk => &sk::LANGUAGE,
            Lang::Sl => &sl::LANGUAGE,
            Lang::Sr => &sr::LANGUAGE,
            Lang::Sv => &sv::LANGUAGE,
            Lang::Tr => &tr::LANGUAGE,
            Lang::Uk => &uk::LANGUAGE,
            Lang::Zh => &zh::LANGUAGE,
        }
    }
}

/// Puts `value` where `template` has `{}`.
pub fn fill(template: &str, value: &str) -> String {
    template.replacen("{}", value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_narrowed_to_what_is_translated() {
        for (tag, lang) in [
            ("de", Some(Lang::De)),
            ("de-AT", Some(Lang::De)),
            ("EN_us", Some(Lang::En)),
            ("de-simple", Some(Lang::DeSimple)),
            ("DE_Simple", Some(Lang::DeSimple)),
            ("de-CH-simple", Some(Lang::DeSimple)),
            ("pt-BR", Some(Lang::Pt)),
            ("zh-Hant-TW", Some(Lang::Zh)),
            ("sr-Cyrl", Some(Lang::Sr)),
            ("nb", Some(Lang::No)),
            ("NN-no", Some(Lang::No)),
            ("iw", Some(Lang::He)),
            ("ar-EG", Some(Lang::Ar)),
            ("fr-simple", Some(Lang::Fr)),
            ("eo", None),
            ("simple", None),
            ("deu", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        }
    }

    #[test]
    fn fill_puts_the_value_in_once() {
        assert_eq!(fill("Auf {} teilen", "{}"), "Auf {} teilen");
        assert_eq!(fill(Lang::De.strings().as_of, "heute"), "Stand: heute");
        assert_eq!(fill(&fill("Bild {} von {}", "1"), "3"), "Bild 1 von 3");
    }

    #[test]
    fn sentences_follow_their_number() {
        for (lang, n, text) in [
            (Lang::De, 1, "1 weiterer Beitrag geladen"),
            (Lang::De, 1_234, "1.234 weitere Beiträge geladen"),
            (Lang::Pl, 3, "Wczytano jeszcze 3 wpisy"),
            (Lang::Pl, 12, "Wczytano jeszcze 12 wpisów"),
            (Lang::Ja, 3, "さらに3件の投稿を読み込みました"),
            (Lang::Ar, 2, "تم تحميل 2 منشورين إضافيين"),
        ] {
            let forms = lang.strings().posts_loaded;
            assert_eq!(lang.counted(forms, Count(n)), text);
        }
    }
}
