//! Italian.

use super::Words;

pub(super) const WORDS: Words = Words {
    lang: "it",
    follow: "Seguire «{}» per e-mail",
    about: "Le novità su «{}» di {}, raccolte in un’e-mail.",
    hourly: "Al massimo una volta all’ora, e solo se c’è qualcosa di nuovo.",
    daily: "Al massimo una volta al giorno, e solo se c’è qualcosa di nuovo.",
    weekly: "Al massimo una volta alla settimana, e solo se c’è qualcosa di nuovo.",
    address: "Indirizzo e-mail",
    ask: "Segui",
    privacy: "Il Suo indirizzo è salvato solo per questo e cancellato appena annulla l’iscrizione. Non registriamo se apre le e-mail o i loro link.",
    no_address: "A questo indirizzo non si può spedire nulla. Lo controlli, per favore: ha la forma nome@esempio.it.",
    sent: "Guardi nella Sua casella di posta: tra pochi minuti arriva un’e-mail con cui confermare. Se segue già, non ne arriva nessuna.",
    full: "In questo momento moltissime persone vogliono seguire. Riprovi tra un’ora, per favore.",
    confirm_title: "Seguire «{}» di {} per e-mail?",
    confirm: "Sì, segui",
    confirmed: "Ora segue «{}» di {}. Ogni e-mail contiene un link per annullare l’iscrizione.",
    end_title: "Annullare l’iscrizione alle e-mail su «{}» di {}?",
    end: "Annulla l’iscrizione",
    ended: "Fatto. Non riceverà più e-mail su «{}» di {}, e il Suo indirizzo è cancellato.",
    gone: "Questo link non è più valido: le e-mail sono state disdette, oppure la conferma è arrivata dopo più di due giorni. In tal caso il Suo indirizzo è cancellato.",
    subject_ask: "Confermi, per favore: «{}» di {}",
    text_ask: "Buongiorno,\n\nqualcuno, probabilmente Lei, vuole seguire «{}» di {} per e-mail. Se è stato Lei, apra questa pagina e confermi:\n\n",
    otherwise: "\n\nAltrimenti non deve fare nulla: non arriverà altro, e dopo due giorni il Suo indirizzo sarà cancellato.\n",
    subject_news: "{}: {} nuovi post",
    footer: "Riceve questa e-mail perché segue «{}» di {}. Annullare l’iscrizione:\n",
};
