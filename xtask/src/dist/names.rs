//! Short names between the module and its glue: what wasm-bindgen writes is long and ends in a hash,
//! twice for each of a hundred functions.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The module name that wasm-bindgen's imports have.
const GLUE: &str = "./teilbar_bg.js";
const IMPORT_SECTION: u8 = 2;

/// Renames the imported functions in both files.
pub(super) fn shorten(module: &Path, glue: &Path) -> Result<()> {
    let bytes = fs::read(module).context("cannot read the module")?;
    let script = fs::read_to_string(glue).context("cannot read the glue")?;
    let (bytes, names) = renamed(&bytes).context("the module's imports cannot be read")?;
    let mut script = script;
    for (at, name) in names.iter().enumerate() {
        let (key, short) = (
            format!("        {name}: "),
            format!("        {}: ", word(at)),
        );
        anyhow::ensure!(
            script.matches(&key).count() == 1,
            "the glue does not define {name} the way wasm-bindgen used to: see xtask/src/dist/names.rs"
        );
        script = script.replace(&key, &short);
    }
    fs::write(module, bytes).context("cannot write the module")?;
    fs::write(glue, script).context("cannot write the glue")
}

/// a, b, … z, A, … Z, aa, ba, …
fn word(mut at: usize) -> String {
    let mut out = String::new();
    loop {
        let letter = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 52];
        out.push(char::from(letter));
        if at < 52 {
            return out;
        }
        at = at / 52 - 1;
    }
}

/// The module with short import names, and the long ones in order. `None` if it is no module.
fn renamed(module: &[u8]) -> Option<(Vec<u8>, Vec<String>)> {
    let (head, mut rest) = module.split_at_checked(8)?;
    let (mut out, mut names) = (head.to_vec(), Vec::new());
    while let Some((id, after)) = rest.split_first() {
        let mut reader = Reader(after);
        let size = reader.number()?;
        let content = reader.take(size)?;
        rest = reader.0;
        out.push(*id);
        if *id == IMPORT_SECTION {
            let content = imports(content, &mut names)?;
            push_number(&mut out, content.len());
            out.extend(content);
        } else {
            push_number(&mut out, size);
            out.extend(content);
        }
    }
    Some((out, names))
}

fn imports(content: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    let mut reader = Reader(content);
    let count = reader.number()?;
    let mut out = Vec::new();
    push_number(&mut out, count);
    for _ in 0..count {
        let (module, name) = (reader.name()?, reader.name()?);
        push_name(&mut out, module);
        if module == GLUE {
            push_name(&mut out, &word(names.len()));
            names.push(name.to_owned());
        } else {
            push_name(&mut out, name);
        }
        let kind = reader.0;
        reader.skip_type()?;
        out.extend(&kind[..kind.len() - reader.0.len()]);
    }
    Some(out)
}

/// What is left to read of a section. Format: WebAssembly core specification, binary format.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    /// LEB128.
    fn number(&mut self) -> Option<usize> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= usize::from(byte & 127).checked_shl(shift)?;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        let size = self.number()?;
        std::str::from_utf8(self.take(size)?).ok()
    }

    /// A function, table, memory or global.
    fn skip_type(&mut self) -> Option<()> {
        match self.byte()? {
            0 => drop(self.number()?),
            1 => {
                self.byte()?;
                self.skip_limits()?;
            }
            2 => self.skip_limits()?,
            3 => drop(self.take(2)?),
            _ => return None,
        }
        Some(())
    }

    fn skip_limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn push_name(out: &mut Vec<u8>, name: &str) {
    push_number(out, name.len());
    out.extend(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_the_glues_functions_change() {
        let mut section = vec![3];
        for (module, name, kind) in [
            (GLUE, "__wbg_open_0123456789abcdef", &[0, 5][..]),
            ("env", "memory", &[2, 1, 3, 9]),
            (GLUE, "__wbg_close_0123456789abcdef", &[0, 130, 1]),
        ] {
            push_name(&mut section, module);
            push_name(&mut section, name);
            section.extend(kind);
        }
        let mut module = b"\0asm\x01\0\0\0\x01\x01\0\x02".to_vec();
        push_number(&mut module, section.len());
        module.extend(&section);
        module.extend(b"\x0a\x01\0");
        let (short, names) = renamed(&module).unwrap();
        assert_eq!(
            names,
            [
                "__wbg_open_0123456789abcdef",
                "__wbg_close_0123456789abcdef"
            ]
        );
        assert_eq!(short.len(), module.len() - 27 - 28 + 2);
        assert!(short.ends_with(b"\x01b\0\x82\x01\x0a\x01\0"));
        assert_eq!(renamed(b"\0asm"), None);
        assert_eq!(renamed(b"\0asm\x01\0\0\0\x02\x7f"), None);
    }

    #[test]
    fn words_never_repeat() {
        let words: std::collections::BTreeSet<_> = (0..3000).map(word).collect();
        assert_eq!(words.len(), 3000);
        assert_eq!([word(0), word(51), word(52)], ["a", "Z", "aa"]);
    }
}
