//! Polish.

use super::Words;

pub(super) const WORDS: Words = Words {
    lang: "pl",
    follow: "Obserwuj „{}” e-mailem",
    about: "Nowości na temat „{}” od {}, zebrane w jednym e-mailu.",
    hourly: "Najwyżej raz na godzinę i tylko wtedy, gdy jest coś nowego.",
    daily: "Najwyżej raz dziennie i tylko wtedy, gdy jest coś nowego.",
    weekly: "Najwyżej raz w tygodniu i tylko wtedy, gdy jest coś nowego.",
    address: "Adres e-mail",
    ask: "Obserwuj",
    privacy: "Adres przechowujemy tylko w tym celu i usuwamy, gdy tylko zrezygnujesz. Nie zapisujemy, czy otwierasz e-maile ani czy klikasz w linki.",
    no_address: "Pod ten adres nie można nic wysłać. Sprawdź go: wygląda jak nazwa@example.pl.",
    sent: "Zajrzyj do skrzynki: za kilka minut przyjdzie e-mail, w którym potwierdzisz. Jeśli już obserwujesz, żaden nie przyjdzie.",
    full: "W tej chwili bardzo wiele osób chce obserwować. Spróbuj ponownie za godzinę.",
    confirm_title: "Obserwować „{}” od {} e-mailem?",
    confirm: "Tak, obserwuj",
    confirmed: "Teraz obserwujesz „{}” od {}. W każdym e-mailu jest link do rezygnacji.",
    end_title: "Zrezygnować z e-maili na temat „{}” od {}?",
    end: "Zrezygnuj",
    ended: "Gotowe. Nie będzie więcej e-maili na temat „{}” od {}, a adres został usunięty.",
    gone: "Ten link już nie działa: zrezygnowano z e-maili albo potwierdzenie przyszło po ponad dwóch dniach. Adres został wtedy usunięty.",
    subject_ask: "Prosimy o potwierdzenie: „{}” od {}",
    text_ask: "Dzień dobry,\n\nktoś, prawdopodobnie Ty, chce obserwować „{}” od {} e-mailem. Jeśli to Ty, otwórz tę stronę i potwierdź:\n\n",
    otherwise: "\n\nJeśli nie, nic nie trzeba robić: nic więcej nie przyjdzie, a po dwóch dniach adres zostanie usunięty.\n",
    subject_news: "{}: nowe wpisy ({})",
    footer: "Ten e-mail przychodzi, ponieważ obserwujesz „{}” od {}. Rezygnacja:\n",
};
