//! Words from files: the list that is shipped, and mistakes in lists of one's own.

use std::path::Path;
use teilbar_domain::rule::{Facts, fold};
use teilbar_server::config::Config;

const RULE: &str = r#"
public_url = "https://teilbar.example"
[[sites]]
id = "corporate"
name = "Nordlicht AG"
origins = ["https://www.nordlicht.example"]
[[sites.sources]]
id = "news"
feed = "https://www.nordlicht.example/feed.xml"
[[sites.rules]]
name = "look at this first"
action = "hold"
any = { word_files = ["words.txt"] }
"#;

fn read(folder: &Path) -> (Config, Vec<String>) {
    let (config, problems) = Config::read(RULE, folder, &|_| None);
    (
        config,
        problems
            .iter()
            .map(|problem| format!("{problem:?}"))
            .collect(),
    )
}

fn shipped() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lists/hass-de.txt");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_german_list_finds_its_words_and_leaves_their_neighbours_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("words.txt"), shipped()).unwrap();
    let (config, problems) = read(folder.path());
    assert!(problems.is_empty(), "{problems:?}");
    let rule = &config.sites[0].rules[0];
    let found = |text: &str| {
        let facts = Facts {
            text: text.to_owned(),
            folded: fold(text),
            ..Facts::default()
        };
        rule.find(&facts).is_some()
    };
    let lists = shipped();
    let words = lists
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut seen = std::collections::BTreeSet::new();
    for word in words {
        assert!(seen.insert(word), "{word} is in the list twice");
        let plain = word.trim_end_matches('*');
        assert!(
            found(&format!("Ihr seid … {}!", plain.to_uppercase())),
            "{word}"
        );
    }
    assert!(seen.len() > 40, "{}", seen.len());
    for harmless in [
        "Guten Morgen aus Siegen und Heilbronn",
        "Sieg für den SC Heil Ebersbach",
        "Der Negev im Frühling; Negeri Sembilan liegt in Malaysia",
        "Juden und Christen feiern zusammen",
        "Polen, Türkei und Kamerun",
        "Ausländerbehörde, Asylantrag, Moschee",
        "Schwule und Lesben beim CSD in Köln",
        "Gas wird teurer, die Wand wird gestrichen",
        "Kanada, Kanapees, Kanak Sprak",
        "Volksfest, Volksbank, Volksvertreter",
        "Untermenü und Untermieter",
    ] {
        assert!(!found(harmless), "{harmless}");
    }
}

#[test]
fn mistakes_in_a_list_are_named_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    for (content, expected) in [
        (None, "there is no file"),
        (Some("# nothing\n\n".as_bytes()), "has no words"),
        (Some(b"gut\n\n***\n"), "line 3 of"),
        (Some(b"\xff\xfe"), "cannot be read as UTF-8"),
        (Some("\u{feff}gut\n".as_bytes()), ""),
    ] {
        if let Some(content) = content {
            std::fs::write(folder.path().join("words.txt"), content).unwrap();
        }
        let (_, problems) = read(folder.path());
        assert_eq!(problems.is_empty(), expected.is_empty(), "{problems:?}");
        assert!(problems.concat().contains(expected), "{problems:?}");
    }
}
