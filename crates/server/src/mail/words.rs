//! What letters and their pages say: in German to readers of German, in English to all others.

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

const DE: Words = Words {
    lang: "de",
    follow: "„{}“ per E-Mail folgen",
    about: "Neues zu „{}“ von {}, gesammelt in einer E-Mail.",
    hourly: "Höchstens stündlich, und nur wenn es etwas Neues gibt.",
    daily: "Höchstens einmal am Tag, und nur wenn es etwas Neues gibt.",
    weekly: "Höchstens einmal in der Woche, und nur wenn es etwas Neues gibt.",
    address: "E-Mail-Adresse",
    ask: "Folgen",
    privacy: "Ihre Adresse wird nur dafür gespeichert und gelöscht, sobald Sie abbestellen. Ob Sie E-Mails öffnen oder Links anklicken, wird nicht erfasst.",
    no_address: "An diese Adresse lässt sich nichts schicken. Bitte prüfen Sie sie: Sie sieht aus wie name@beispiel.de.",
    sent: "Bitte sehen Sie in Ihr Postfach: Dort kommt in wenigen Minuten eine E-Mail an, mit der Sie bestätigen. Folgen Sie schon, dann kommt keine.",
    full: "Im Augenblick möchten sehr viele Menschen folgen. Bitte versuchen Sie es in einer Stunde noch einmal.",
    confirm_title: "„{}“ von {} per E-Mail folgen?",
    confirm: "Ja, folgen",
    confirmed: "Sie folgen jetzt „{}“ von {}. In jeder E-Mail steht ein Link zum Abbestellen.",
    end_title: "E-Mails zu „{}“ von {} abbestellen?",
    end: "Abbestellen",
    ended: "Erledigt. Sie bekommen keine E-Mails mehr zu „{}“ von {}, und Ihre Adresse ist gelöscht.",
    gone: "Dieser Link gilt nicht mehr: Die E-Mails sind abbestellt, oder die Bestätigung kam nach mehr als zwei Tagen. Ihre Adresse ist dann gelöscht.",
    subject_ask: "Bitte bestätigen: „{}“ von {}",
    text_ask: "Guten Tag,\n\njemand, wahrscheinlich Sie, möchte „{}“ von {} per E-Mail folgen. Wenn Sie das sind, öffnen Sie bitte diese Seite und bestätigen Sie:\n\n",
    otherwise: "\n\nSonst ist nichts zu tun: Es kommt nichts weiter, und nach zwei Tagen wird Ihre Adresse gelöscht.\n",
    subject_news: "{}: {} neue Beiträge",
    footer: "Sie bekommen diese E-Mail, weil Sie „{}“ von {} folgen. Abbestellen:\n",
};

const EN: Words = Words {
    lang: "en",
    follow: "Follow “{}” by e-mail",
    about: "News on “{}” from {}, gathered in one e-mail.",
    hourly: "At most hourly, and only if there is something new.",
    daily: "At most once a day, and only if there is something new.",
    weekly: "At most once a week, and only if there is something new.",
    address: "E-mail address",
    ask: "Follow",
    privacy: "Your address is stored for this alone, and deleted as soon as you unsubscribe. Whether you open e-mails or follow links is not recorded.",
    no_address: "Nothing can be sent to this address. Please check it: it looks like name@example.org.",
    sent: "Please look into your inbox: in a few minutes an e-mail arrives with which you confirm. If you follow already, none will.",
    full: "Very many people want to follow at this moment. Please try again in an hour.",
    confirm_title: "Follow “{}” from {} by e-mail?",
    confirm: "Yes, follow",
    confirmed: "You now follow “{}” from {}. Every e-mail has a link to unsubscribe.",
    end_title: "Unsubscribe from e-mails on “{}” from {}?",
    end: "Unsubscribe",
    ended: "Done. You will get no more e-mails on “{}” from {}, and your address has been deleted.",
    gone: "This link is no longer valid: the e-mails have been ended, or the confirmation came after more than two days. Your address has been deleted.",
    subject_ask: "Please confirm: “{}” from {}",
    text_ask: "Hello,\n\nsomebody, probably you, wants to follow “{}” from {} by e-mail. If it was you, please open this page and confirm:\n\n",
    otherwise: "\n\nIf not, there is nothing to do: nothing more will come, and your address is deleted after two days.\n",
    subject_news: "{}: {} new posts",
    footer: "You get this e-mail because you follow “{}” from {}. Unsubscribe:\n",
};

/// The sentences for readers of this language.
pub(crate) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::De | Lang::DeSimple => &DE,
        _ => &EN,
    }
}
