//! English.

use super::Words;

pub(super) const WORDS: Words = Words {
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
