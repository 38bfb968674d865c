//! Writes the table of icon drawings from `src/icons/*.svg`.

use std::fmt::Write;
use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=src/icons");
    let mut table = String::from("&[\n");
    let mut files: Vec<_> = fs::read_dir("src/icons")
        .expect("src/icons can be listed")
        .flatten()
        .collect();
    files.sort_by_key(fs::DirEntry::path);
    for path in files.iter().map(fs::DirEntry::path) {
        if path.extension().is_some_and(|ext| ext == "svg") {
            let slug = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let svg = fs::read_to_string(&path).expect("icons are text");
            // Decoration: the button carries the name.
            let svg = svg
                .trim()
                .replacen("<svg ", "<svg aria-hidden=\"true\" ", 1);
            writeln!(table, "({slug:?}, {svg:?}),").expect("writing to a string");
        }
    }
    table.push(']');
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("icons.rs"), table).expect("OUT_DIR is writable");
}
