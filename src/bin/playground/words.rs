//! The page's words for options and their values.

/// An option's name and, where it needs one, a sentence of help.
pub(crate) fn option(name: &str) -> (&'static str, &'static str) {
    match name {
        "place" => ("Wo das Element steht", ""),
        "breakpoint" => (
            "Ab welcher Breite neben dem Text",
            "In Pixeln; ein schmaleres Fenster hat dafür keinen Platz.",
        ),
        "narrow" => ("Im schmalen Fenster", ""),
        "within" => (
            "Nur in diesen Teilen der Seite",
            "Ein CSS-Selektor wie „.artikel“; bleibt das Feld leer, gilt der Hauptinhalt.",
        ),
        "look" => ("Inhalt der Knöpfe", ""),
        "colors" => ("Farben", ""),
        "size" => ("Größe", ""),
        "orientation" => ("Anordnung", ""),
        "theme" => (
            "Farbschema",
            "Automatisch richtet sich nach der Seite und dem System des Besuchers.",
        ),
        "lang" => ("Sprache", ""),
        "layout" => ("Anordnung", ""),
        "more" => ("Weitere Beiträge", ""),
        "dates" => ("Zeitangaben", ""),
        "video" => (
            "Videos spielen",
            "In der Seite nur, wenn deren Richtlinie Rahmen von www.youtube-nocookie.com erlaubt.",
        ),
        "live" => (
            "Neues in offenen Seiten",
            "Neue Beiträge warten hinter einem Knopf; was zurückgenommen wird, verschwindet gleich.",
        ),
        "total" => (
            "Follower insgesamt",
            "Wer zwei Profilen folgt, ist darin zweimal gezählt.",
        ),
        "limit" => ("Beiträge je Seite", "Eine Zahl von 1 bis 50."),
        "url" => (
            "Adresse",
            "Bleibt das Feld leer, wird die Seite selbst geteilt.",
        ),
        "title" => ("Titel", "Bleibt das Feld leer, gilt der Titel der Seite."),
        "text" => (
            "Längerer Text",
            "Für E-Mails und dergleichen; bleibt das Feld leer, gilt der Titel.",
        ),
        "via" => ("Ihr Konto auf X", ""),
        "hashtags" => ("Schlagwörter", "Für Netzwerke, die welche annehmen."),
        "image" => (
            "Adresse eines Bildes",
            "Pinterest braucht eines, die anderen nicht.",
        ),
        "networks" => (
            "Reihenfolge",
            "Namen mit Leerzeichen dazwischen; umstellen ändert die Reihenfolge der Knöpfe.",
        ),
        "site" => (
            "Kennung der Website",
            "Steht als „id“ in der Konfiguration des Servers.",
        ),
        "server" => (
            "Adresse des Teilbar-Servers",
            "Von dort lädt die Seite das Skript.",
        ),
        _ => ("", ""),
    }
}

/// A value's name.
pub(crate) fn value(option: &str, word: &'static str) -> &'static str {
    match (option, word) {
        ("look", "label") => "Symbol und Name",
        ("look", "icon") => "nur Symbol",
        ("look", "count") => "Symbol und Zahl",
        ("colors", "brand") => "Markenfarben",
        ("colors", "mono") => "einfarbig",
        ("colors", "outline") => "Umriss",
        ("size", "small") => "klein",
        ("size", "medium") => "mittel",
        ("size", "large") => "groß",
        ("orientation", "horizontal") => "nebeneinander",
        ("orientation", "vertical") => "untereinander",
        ("theme", "auto") => "automatisch",
        ("theme", "light") => "hell",
        ("theme", "dark") => "dunkel",
        ("theme", "contrast") => "hoher Kontrast",
        ("place" | "narrow", "inline") => "im Text",
        ("place", "left") => "links daneben",
        ("place", "right") => "rechts daneben",
        ("place" | "narrow", "bottom") => "am unteren Rand",
        ("place", "selection") => "bei markiertem Text",
        ("place", "image") => "über Bildern",
        ("place", "quote") => "unter einem Zitat",
        ("narrow", "hidden") => "gar nicht",
        ("layout", "list") => "Liste",
        ("layout", "grid") => "Raster",
        ("layout", "masonry") => "Mauerwerk (lückenlose Spalten)",
        ("layout", "carousel") => "Karussell",
        ("layout", "ticker") => "Randspalte",
        ("layout", "single") => "ein Beitrag, groß",
        ("more", "button") => "auf Knopfdruck",
        ("more", "scroll") => "beim Scrollen",
        ("dates", "absolute") => "Datum",
        ("dates", "relative") => "Abstand („gestern“)",
        ("video", "link") => "auf ihrer Seite",
        ("video", "embed") => "in dieser Seite (nur YouTube)",
        ("live", "off") => "beim nächsten Besuch",
        ("live", "on") => "sofort",
        ("total", "off") => "nicht zeigen",
        ("total", "on") => "zeigen",
        (_, word) => word,
    }
}

/// What kind of text a field takes, for keyboards on phones.
pub(crate) fn input_mode(option: &str) -> &'static str {
    match option {
        "url" | "image" | "server" => "url",
        "limit" | "breakpoint" => "numeric",
        _ => "text",
    }
}
