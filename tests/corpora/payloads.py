"""Takes the payloads out of other projects' test files, as text: nothing of theirs is run.

Arguments: the folder of each corpus, as name=folder. Prints JSON: {"<corpus>": ["<payload>", ...]}.
"""

import ast
import json
import sys
from pathlib import Path
from xml.etree import ElementTree


def strings(folder, pattern="*.py"):
    """Every string literal of the Python files, docstrings left out."""
    for path in sorted(folder.rglob(pattern)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone:
                yield node.value


def marked(text):
    """Whether the text could do anything in a page; leaves out keys, tags and descriptions."""
    if any(sign in text for sign in "<>`{&\\"):
        return True
    call = "(" in text and any(quote in text for quote in "'\"=;")
    return call or any(scheme in text.lower() for scheme in ("javascript:", "vbscript:", "data:"))


def brs_kb(folder):
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "payload":
                if isinstance(node.value, ast.Constant):
                    yield node.value.value
    yield from filter(marked, strings(folder / "brs_kb" / "payloads"))


def commonhuman(folder):
    for text in filter(marked, strings(folder / "commonhuman_payloads")):
        yield text.replace("{marker}", "1").replace("{{", "{").replace("}}", "}")


def feedparser(folder):
    """The texts of its sanitising tests: what stands in an element, as a feed reader gets it."""
    for path in sorted((folder / "tests" / "wellformed" / "sanitize").rglob("*.xml")):
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError:
            continue
        for element in root.iter():
            if len(element):
                yield ElementTree.tostring(element, encoding="unicode")
            if element.text and element.text.strip():
                yield element.text
            yield from (value for value in element.attrib.values() if marked(value))


def html5lib(folder):
    tests = folder / "html5lib" / "tests"
    for path in sorted((tests / "testdata" / "tree-construction").rglob("*.dat")):
        for case in path.read_text(encoding="utf-8", errors="replace").split("#data\n")[1:]:
            yield case.split("\n#errors")[0]
    yield from filter(marked, strings(tests, "test_sanitizer.py"))


def bleach(folder):
    for path in sorted((folder / "tests" / "data").glob("*.test")):
        yield path.read_text(encoding="utf-8").split("\n--\n")[0]
    yield from filter(marked, strings(folder / "tests"))


READERS = {
    "brs-kb": brs_kb,
    "commonhuman-payloads": commonhuman,
    "feedparser": feedparser,
    "html5lib": html5lib,
    "bleach": bleach,
}


def main():
    # The same payload is in many collections; the first one has it.
    seen, corpora = set(), {}
    for argument in sys.argv[1:]:
        name, folder = argument.split("=", 1)
        found = dict.fromkeys(text for text in READERS[name](Path(folder)) if text.strip())
        corpora[name] = [text for text in found if text not in seen]
        seen.update(found)
    json.dump(corpora, sys.stdout)


main()
