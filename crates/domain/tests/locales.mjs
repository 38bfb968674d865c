// Writes locales.json: how ICU writes numbers, dates and plurals, for tests/languages.rs to compare.
// Run it with a Node that carries all languages: node locales.mjs > locales.json

const LANGUAGES = ["ar", "bg", "cs", "da", "de", "de-simple", "el", "en", "es", "fi", "fr", "he", "hr", "hu", "it", "ja",
  "ko", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "zh"];
// Where our tag means something narrower than ICU's.
const TAGS = { ar: "ar-u-nu-latn", "de-simple": "de", no: "nb", sr: "sr-Latn" };
const DATE_TAGS = { ...TAGS, en: "en-GB" };

const NUMBERS = [0, 7, 999, 1000, 1001, 1234, 5000, 9999, 10_000, 12_345, 99_999, 100_000, 123_456, 999_999, 1_000_000,
  1_500_000, 3_000_000, 12_345_678, 100_000_000, 123_456_789, 999_999_999, 1_000_000_000, 2_500_000_000,
  12_345_678_901, 999_999_999_999];
const COUNTED = [...Array(132).keys(), 200, 201, 202, 203, 211, 219, 221, 1000, 1001, 1002, 1011, 12_345, 100_000,
  1_000_000, 1_000_001, 2_000_000, 2_500_000];

/** Three digits at most, rounded down, as far as the units of the language let it. */
function compact(tag, n) {
  const format = (maximumFractionDigits) =>
    new Intl.NumberFormat(tag, { notation: "compact", roundingMode: "trunc", maximumFractionDigits });
  const whole = format(1).formatToParts(n).filter((part) => part.type === "integer").map((part) => part.value).join("");
  return format(whole.length > 2 ? 0 : 1).format(n);
}

/** As ICU has it: V8's `format` makes plain spaces of the narrow no-break spaces in dates. */
function written(format, date) {
  return format.formatToParts(date).map((part) => part.value).join("");
}

function dates(tag) {
  const long = { timeZone: "UTC", dateStyle: "long" };
  const days = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, month * 2 + 1, month * 2, 5)));
  const day = new Intl.DateTimeFormat(tag, long);
  const moment = new Intl.DateTimeFormat(tag, { ...long, timeStyle: "short", hourCycle: "h23" });
  return days.map((date) => [date.toISOString().slice(0, 16), written(day, date), written(moment, date)]);
}

const rows = LANGUAGES.map((lang) => {
  const tag = TAGS[lang] ?? lang;
  const full = new Intl.NumberFormat(tag);
  const plural = new Intl.PluralRules(tag);
  const row = {
    numbers: NUMBERS.map((n) => [n, full.format(n), compact(tag, n)]),
    dates: dates(DATE_TAGS[lang] ?? lang),
    plurals: COUNTED.map((n) => [n, plural.select(n)]),
  };
  const parts = Object.entries(row).map(([name, list]) => `    ${JSON.stringify(name)}: ${JSON.stringify(list)}`);
  return `  ${JSON.stringify(lang)}: {\n${parts.join(",\n")}\n  }`;
});
console.log(`{\n  "icu": ${JSON.stringify(process.versions.icu)},\n${rows.join(",\n")}\n}`);
