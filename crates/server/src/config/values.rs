//! Values with rules of their own: origins, secrets, durations, addresses.

use std::time::Duration;
use url::Url;

/// Scheme, host and port of a page, exactly as a browser writes them in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin; the error is what is wrong and what to do.
    ///
    /// Exact origins only: patterns are how other embeds were opened to `evil-example.com`.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        let wrong =
            |why: &str, help: String| Err((format!("\"{text}\" is no origin: {why}"), help));
        if text.contains(['*', '^', '$', '(', '[', '|']) && !text.contains("[:") && !has_ipv6(text)
        {
            let help = "list every origin in full, such as \"https://www.example.org\"";
            return wrong(
                "patterns are not taken, they let strangers in",
                help.to_owned(),
            );
        }
        let Some(url) = Url::parse(text).ok().filter(|url| url.host().is_some()) else {
            let help = "write scheme and host, such as \"https://www.example.org\"";
            return wrong("it has no scheme or no host", help.to_owned());
        };
        if !matches!(url.scheme(), "http" | "https") {
            return wrong(
                "only http and https pages can embed",
                "write https://…".to_owned(),
            );
        }
        let exact = url.origin().ascii_serialization();
        if exact != text {
            let help = format!("write \"{exact}\"");
            return wrong("it is not written as browsers send it", help);
        }
        Ok(Self(exact))
    }

    /// The origin of an absolute address; `None` for anything but http and https.
    pub fn of(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let web = matches!(url.scheme(), "http" | "https");
        web.then(|| Self(url.origin().ascii_serialization()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn has_ipv6(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    host.starts_with('[') && !host.contains('*')
}

/// The longest time between two refreshes that still makes sense.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);

/// Reads `90s`, `15m`, `1h`, `2d`; the error is what to do.
pub(super) fn duration(text: &str) -> Result<Duration, &'static str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("write a number and s, m, h or d, such as \"15m\""),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "write a number and s, m, h or d, such as \"15m\"")?;
    let duration = Duration::from_secs(number.saturating_mul(seconds));
    match duration {
        d if d < Duration::from_secs(1) => Err("write at least \"1s\""),
        d if d > LONGEST => Err("write at most \"30d\""),
        d => Ok(d),
    }
}

/// Reads `5 USD`, `2.50 USD` as millionths of a dollar; nothing, and more than a million dollars, is
/// no budget.
pub(super) fn dollars(text: &str) -> Option<u64> {
    let number = text.trim().strip_suffix("USD")?.trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 6 || part.len() > 2 {
        return None;
    }
    let cents: u64 = format!("{part:0<2}").parse().ok()?;
    let micros = whole.parse::<u64>().ok()? * 1_000_000 + cents * 10_000;
    (micros > 0).then_some(micros)
}

/// Reads `500 MB`, `2 GB`; the error is what to do.
pub(super) fn size(text: &str) -> Result<u64, &'static str> {
    const HELP: &str = "write a number and MB or GB, such as \"500 MB\"";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let bytes = match unit.trim() {
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(HELP),
    };
    let number: u64 = number.parse().map_err(|_| HELP)?;
    match number.saturating_mul(bytes) {
        0 => Err("write at least \"1 MB\", or pictures = false to have none"),
        size if size > MOST => Err("write at most \"1000 GB\""),
        size => Ok(size),
    }
}

/// The largest size that still makes sense, in bytes.
const MOST: u64 = 1_000_000_000_000;

/// An absolute web address with anything after `#` left out; `None` if it is none.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
    url.set_fragment(None);
    (plain && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// Whether it can be the name of an account.
pub(super) fn is_user(user: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    !user.is_empty() && user.bytes().all(plain)
}

/// Whether it can be a host, with or without a port.
pub(super) fn is_host(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:".contains(&b);
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let dotted = name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
    dotted && name.bytes().all(plain) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("1s", Some(1)),
            ("15m", Some(900)),
            ("1h", Some(3_600)),
            ("2d", Some(172_800)),
            ("0s", None),
            ("31d", None),
            ("h", None),
            ("5", None),
            ("-1s", None),
            ("99999999999999999999s", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(duration(text).ok().map(|d| d.as_secs()), seconds, "{text}");
        }
    }

    #[test]
    fn sums_of_money() {
        for (text, micros) in [
            ("5 USD", Some(5_000_000)),
            ("2.50 USD", Some(2_500_000)),
            ("2.5USD", Some(2_500_000)),
            ("0.01 USD", Some(10_000)),
            ("999999 USD", Some(999_999_000_000)),
            ("0 USD", None),
            ("5", None),
            ("5 EUR", None),
            ("-5 USD", None),
            ("5,50 USD", None),
            ("1.005 USD", None),
            ("1000000 USD", None),
            ("USD", None),
            (".5 USD", None),
        ] {
            assert_eq!(dollars(text), micros, "{text}");
        }
    }

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("1 MB", Some(1_000_000)),
            ("500MB", Some(500_000_000)),
            ("2 GB", Some(2_000_000_000)),
            ("1000 GB", Some(1_000_000_000_000)),
            ("1001 GB", None),
            ("0 MB", None),
            ("500", None),
            ("MB", None),
            ("1.5 GB", None),
            ("-1 GB", None),
            ("18446744073709551615 GB", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn origins_are_exact() {
        for (text, ok) in [
            ("https://a.example", true),
            ("http://127.0.0.1:8787", true),
            ("http://[::1]:80", false),
            ("http://[::1]:8080", true),
            ("https://a.example/", false),
            ("https://a.example:443", false),
            ("https://A.example", false),
            ("https://*.example", false),
            ("https://.*[.]example", false),
            ("^https://a", false),
            ("a.example", false),
            ("null", false),
            ("file:///x", false),
            ("https://bücher.example", false),
            ("https://xn--bcher-kva.example", true),
        ] {
            assert_eq!(Origin::parse(text).is_ok(), ok, "{text}");
        }
    }
}
