//! What letters and their pages say. Who reads a language that is not here gets English.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pl;

use teilbar_domain::text::Lang;

/// The sentences of one language. `{}` stands for the topic, then the site.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) lang: &'static str,
    pub(crate) follow: &'static str,
    pub(crate) about: &'static str,
    pub(crate) hourly: &'static str,
    pub(crate) daily: &'static str,
    pub(crate) weekly: &'static str,
    pub(crate) address: &'static str,
    pub(crate) ask: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) no_address: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) full: &'static str,
    pub(crate) confirm_title: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) confirmed: &'static str,
    pub(crate) end_title: &'static str,
    pub(crate) end: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) subject_ask: &'static str,
    pub(crate) text_ask: &'static str,
    /// After the link.
    pub(crate) otherwise: &'static str,
    pub(crate) subject_news: &'static str,
    pub(crate) footer: &'static str,
}

/// The sentences for readers of this language.
pub(crate) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::De | Lang::DeSimple => &de::WORDS,
        Lang::Es => &es::WORDS,
        Lang::Fr => &fr::WORDS,
        Lang::It => &it::WORDS,
        Lang::Nl => &nl::WORDS,
        Lang::Pl => &pl::WORDS,
        _ => &en::WORDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teilbar_domain::choice::Choice;

    #[test]
    fn every_language_names_topic_and_site_where_the_others_do() {
        let places = |words: &Words| {
            let all = [
                words.follow,
                words.about,
                words.hourly,
                words.daily,
                words.weekly,
                words.address,
                words.ask,
                words.privacy,
                words.no_address,
                words.sent,
                words.full,
                words.confirm_title,
                words.confirm,
                words.confirmed,
                words.end_title,
                words.end,
                words.ended,
                words.gone,
                words.subject_ask,
                words.text_ask,
                words.otherwise,
                words.subject_news,
                words.footer,
            ];
            assert!(
                all.iter().all(|sentence| !sentence.is_empty()),
                "{}",
                words.lang
            );
            all.map(|sentence| sentence.matches("{}").count())
        };
        for (lang, _) in Lang::ALL {
            let words = words(*lang);
            assert_eq!(places(words), places(&en::WORDS), "{}", words.lang);
            assert!(words.text_ask.ends_with(":\n\n"), "the link follows");
            assert!(words.footer.ends_with(":\n"), "the link follows");
        }
    }
}
