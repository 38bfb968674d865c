//! Dutch.

use super::Words;

pub(super) const WORDS: Words = Words {
    lang: "nl",
    follow: "„{}” volgen per e-mail",
    about: "Nieuws over „{}” van {}, verzameld in één e-mail.",
    hourly: "Hooguit één keer per uur, en alleen als er iets nieuws is.",
    daily: "Hooguit één keer per dag, en alleen als er iets nieuws is.",
    weekly: "Hooguit één keer per week, en alleen als er iets nieuws is.",
    address: "E-mailadres",
    ask: "Volgen",
    privacy: "Uw adres wordt alleen hiervoor bewaard en gewist zodra u zich afmeldt. Of u e-mails opent of links volgt, wordt niet bijgehouden.",
    no_address: "Naar dit adres kan niets worden gestuurd. Controleer het alstublieft: het ziet eruit als naam@voorbeeld.nl.",
    sent: "Kijk in uw postvak: daar komt binnen enkele minuten een e-mail aan waarmee u bevestigt. Volgt u al, dan komt er geen.",
    full: "Op dit moment willen heel veel mensen volgen. Probeer het over een uur nog eens.",
    confirm_title: "„{}” van {} volgen per e-mail?",
    confirm: "Ja, volgen",
    confirmed: "U volgt nu „{}” van {}. In elke e-mail staat een link om u af te melden.",
    end_title: "Afmelden voor e-mails over „{}” van {}?",
    end: "Afmelden",
    ended: "Klaar. U krijgt geen e-mails meer over „{}” van {}, en uw adres is gewist.",
    gone: "Deze link is niet meer geldig: de e-mails zijn gestopt, of de bevestiging kwam na meer dan twee dagen. Uw adres is dan gewist.",
    subject_ask: "Bevestig alstublieft: „{}” van {}",
    text_ask: "Goedendag,\n\niemand, waarschijnlijk u, wil „{}” van {} per e-mail volgen. Bent u dat, open dan deze pagina en bevestig:\n\n",
    otherwise: "\n\nZo niet, dan hoeft u niets te doen: er komt verder niets, en na twee dagen wordt uw adres gewist.\n",
    subject_news: "{}: {} nieuwe berichten",
    footer: "U krijgt deze e-mail omdat u „{}” van {} volgt. Afmelden:\n",
};
