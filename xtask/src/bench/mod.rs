//! `cargo xtask bench`: sizes and speeds against their budgets.

mod bar;
mod dialogs;
mod live;
mod page;
mod refresh;
mod server;
pub(crate) mod size;

use anyhow::{Result, bail};
use serde_json::Value;

/// Runs all benchmarks or the named ones.
pub(crate) fn bench(names: &[String]) -> Result<()> {
    let all = ["size", "server", "live", "dialogs", "page", "refresh"].map(str::to_owned);
    let names = if names.is_empty() { &all } else { names };
    for name in names {
        match name.as_str() {
            "size" => size::check()?,
            "server" => server::compare()?,
            "live" => live::measure()?,
            "page" => page::compare()?,
            "dialogs" => dialogs::measure()?,
            "refresh" => refresh::measure()?,
            other => bail!("unknown benchmark `{other}`: there are {}", all.join(", ")),
        }
    }
    Ok(())
}

/// The numbers of a list.
fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_f64).collect()
}

/// The middle of some measurements; not a number where there are none.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_few() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&mut []).is_nan());
    }
}
