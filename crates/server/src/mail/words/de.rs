//! German.

use super::Words;

pub(super) const WORDS: Words = Words {
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
