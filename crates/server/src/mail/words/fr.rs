//! French.

use super::Words;

pub(super) const WORDS: Words = Words {
    lang: "fr",
    follow: "Suivre « {} » par e-mail",
    about: "Les nouveautés sur « {} » de {}, réunies dans un e-mail.",
    hourly: "Au plus une fois par heure, et seulement s’il y a du nouveau.",
    daily: "Au plus une fois par jour, et seulement s’il y a du nouveau.",
    weekly: "Au plus une fois par semaine, et seulement s’il y a du nouveau.",
    address: "Adresse e-mail",
    ask: "Suivre",
    privacy: "Votre adresse n’est enregistrée que pour cela et supprimée dès que vous vous désabonnez. Nous n’enregistrons ni l’ouverture des e-mails ni les clics sur leurs liens.",
    no_address: "Rien ne peut être envoyé à cette adresse. Vérifiez-la, s’il vous plaît : elle ressemble à nom@exemple.fr.",
    sent: "Regardez dans votre boîte de réception : un e-mail y arrive dans quelques minutes, avec lequel vous confirmez. Si vous suivez déjà, il n’en vient aucun.",
    full: "Beaucoup de personnes veulent suivre en ce moment. Réessayez dans une heure, s’il vous plaît.",
    confirm_title: "Suivre « {} » de {} par e-mail ?",
    confirm: "Oui, suivre",
    confirmed: "Vous suivez maintenant « {} » de {}. Chaque e-mail contient un lien pour se désabonner.",
    end_title: "Se désabonner des e-mails sur « {} » de {} ?",
    end: "Se désabonner",
    ended: "C’est fait. Vous ne recevrez plus d’e-mails sur « {} » de {}, et votre adresse est supprimée.",
    gone: "Ce lien n’est plus valable : les e-mails ont été arrêtés, ou la confirmation est arrivée après plus de deux jours. Votre adresse est alors supprimée.",
    subject_ask: "Veuillez confirmer : « {} » de {}",
    text_ask: "Bonjour,\n\nquelqu’un, sans doute vous, veut suivre « {} » de {} par e-mail. Si c’est bien vous, ouvrez cette page et confirmez :\n\n",
    otherwise: "\n\nSinon, il n’y a rien à faire : vous ne recevrez rien d’autre, et votre adresse sera supprimée au bout de deux jours.\n",
    subject_news: "{} : {} nouvelles publications",
    footer: "Vous recevez cet e-mail parce que vous suivez « {} » de {}. Se désabonner :\n",
};
