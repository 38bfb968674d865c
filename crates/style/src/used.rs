//! Leaves out of a sheet what an element's options do not need.

/// Classes of which an element has those that its options say; no script adds one.
const CHOICES: [&str; 12] = [
    "light", "dark", "contrast", "small", "large", "vertical", "icon", "mono", "outline", "follow",
    "relative", "total",
];

/// The minified sheet without what is only for choices other than `classes`, an element's `class`.
pub fn used(css: &str, classes: &str) -> String {
    let mut out = String::with_capacity(css.len());
    keep(css, classes, &mut out);
    out
}

/// Copies the rules that are left; a group of which none is left goes, too.
fn keep(mut css: &str, classes: &str, out: &mut String) {
    while let Some((prelude, rest)) = css.split_once('{') {
        let (inside, rest) = block(rest);
        css = rest;
        let is_group = prelude.starts_with('@') && inside.contains('{');
        let prelude = if is_group {
            prelude.to_owned()
        } else {
            let used = selectors(prelude).filter(|selector| is_used(selector, classes));
            used.collect::<Vec<_>>().join(",")
        };
        let start = out.len();
        out.push_str(&prelude);
        out.push('{');
        let inside_at = out.len();
        if is_group {
            keep(inside, classes, out);
        } else {
            out.push_str(inside);
        }
        if prelude.is_empty() || out.len() == inside_at {
            out.truncate(start);
        } else {
            out.push('}');
        }
    }
}

/// What stands before the brace that closes a block, and after it.
fn block(css: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, sign) in css.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => return (&css[..at], &css[at + 1..]),
            '}' => depth -= 1,
            _ => {}
        }
    }
    (css, "")
}

/// The selectors of a list; commas in brackets part nothing.
fn selectors(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    list.split(move |sign| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    })
}

/// Whether the element has every choice that a selector names outside brackets.
fn is_used(selector: &str, classes: &str) -> bool {
    let plain = selector.split('(').next().unwrap_or_default();
    let names = plain.split('.').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        &rest[..end.unwrap_or(rest.len())]
    });
    let mut missing = names.filter(|name| !classes.split(' ').any(|class| class == *name));
    !missing.any(|name| CHOICES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_of_other_choices_go() {
        let css = ":host{a:b}.dark,.light{c:d}.bar.icon>a,.bar.icon>button{e:f}.bar>a{g:h}\
                   @media print{.dark>a{i:j}}@media (x){.mono>a,.bar>i{k:l}.dark{m:n}}\
                   .x:is(.dark,.mono) b,.large b{o:p}@font-face{q:r}";
        assert_eq!(
            used(css, "bar light"),
            ":host{a:b}.light{c:d}.bar>a{g:h}@media (x){.bar>i{k:l}}\
             .x:is(.dark,.mono) b{o:p}@font-face{q:r}"
        );
        let all = CHOICES.join(" ");
        assert_eq!(used(css, &all), css, "who has all loses nothing");
    }

    #[test]
    fn our_own_sheet_keeps_its_form() {
        let all = crate::sheet_all();
        assert_eq!(used(&all, &CHOICES.join(" ")), all);
        let few = used(&all, "bar");
        assert!(few.len() < all.len() && !few.contains(".outline") && few.contains(".bar"));
        assert_eq!(few.matches('{').count(), few.matches('}').count());
        assert!(!few.contains("{}"), "{few}");
    }
}
