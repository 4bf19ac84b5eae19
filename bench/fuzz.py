"""Feed damaged input to everything that reads it: `python -m bench.fuzz [--inputs 60000] [--seed 1]`.

The examples, exports of their briefings and a few small files are cut, joined and mixed with strings that
have broken parsers before, then read, split, searched for facts, checked, exported or parsed. In XML and
JSON, most damage is to texts and values, so that the input gets past the parser. Each input may give a
result or a `PasserelleError`. Any other exception, and any input that takes over two seconds, is printed with
its number, and the exit status is 1. `--only TARGET --first N --inputs 1`, with the same seed, reruns one.
"""

import argparse
import io
import json
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from passerelle import Article, Briefer, Briefing, Glossary, PasserelleError, facts, read
from passerelle.batch import feeds, rows
from passerelle.batch.types import Item
from passerelle.languages import CODES
from passerelle.languages.sentences import sentences
from passerelle.modelstore import registry, settings
from passerelle.output import FORMATS
from translate import exchange
from translate.checks import check
from translate.normalize import normalize

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
SLOW_SECONDS = 2.0
_GLOSSARY = "dự án\tproject\nnavette\tshuttle\n# comment\nbus électrique;electric bus\n"
_SUBTITLES = (
    "1\n00:00:01,000 --> 00:00:03,000\nLe train part.\n\n2\n00:00:04,000 --> 00:00:05,500\nIl arrive.\n"
)
_WORD_BODY = "word/document.xml"
_CHAPTER = "text.xhtml"
_EPUB = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfile full-path="p.opf"/></container>',
    "p.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="c" href="text.xhtml" '
    'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>',
}
_BOOK = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>La grève</h1><p>Les <i>pêcheurs</i> ont cessé '
    "le travail mardi.</p><ul><li>Ils demandent 12 % de plus.</li></ul><table><tr><td>Mai</td><td>1 200"
    "</td></tr></table></body></html>"
)
_OPEN_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document office:mimetype="application/vnd.oasis.'
    'opendocument.text" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>'
    '<text:h text:outline-level="1">La grève</text:h><text:p>Les pêcheurs<text:s text:c="2"/>ont cessé le '
    "travail mardi.</text:p><text:list><text:list-item><text:p>Ils demandent 12 % de plus.</text:p>"
    "</text:list-item></text:list><table:table><table:table-row><table:table-cell "
    'table:number-columns-repeated="2"><text:p>1 200</text:p></table:table-cell></table:table-row>'
    "</table:table></office:text></office:body></office:document>"
)
_SAVED_PAGE = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/1\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset=utf-8\n'
    "Content-Transfer-Encoding: quoted-printable\n\n<html><body><article><h1>Gr=C3=A8ve</h1><p>Les marins "
    "ont cess=C3=A9 le travail mardi. Ils demandent 12 % de plus.</p></article></body></html>\n--x--\n"
)
_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n"
    "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
    "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    "endobj\n5 0 obj<</Length 131>>stream\nBT /F1 10 Tf 1 0 0 1 50 700 Tm (Les marins ont repris le travail) "
    "Tj 1 0 0 1 50 685 Tm (mardi. Ils demandent 12 % de plus.) Tj ET\nendstream endobj\n"
    "trailer<</Root 1 0 R>>\n%%EOF"
)
_SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>'
    "https://a.example/1</loc><lastmod>2024-05-01</lastmod></url><url><loc>/2?b=1&amp;c</loc></url></urlset>"
)
_TABLES = {
    "csv": 'id,text,place\n1,"Le train part, dit-on.",Brest\nb,Il arrive.,"Lyon ""Part-Dieu"""\n',
    "tsv": "id\ttext\n1\tLe train part.\n2\tIl arrive.\n",
    "jsonl": '{"id": 1, "text": "Le train part."}\n{"id": "b", "text": "Il arrive.", "place": null}\n',
}
_MODEL_SETTINGS = (
    '{"max_position_embeddings": 512, "num_beams": 4, "max_length": 200, "min_length": 5, '
    '"length_penalty": 1.0, "no_repeat_ngram_size": 3, "forced_bos_token_id": null, "hints": "all",'
    ' "task_specific_params": {"summarization": {"prefix": "summarize: ", "num_beams": 2}}}'
)
_MAIL = (
    "From: a@example.org\nSubject: =?utf-8?q?Gr=C3=A8ve?=\nContent-Type: text/plain; charset=utf-8\n\n"
    "Les pêcheurs ont cessé le travail mardi. Ils demandent 12 % de plus.\n"
)
# Strings that have broken a parser of text, markup, numbers or names before.
_NASTY = (
    "\x00", "\ud800", "\ufffd", "\ufeff", "\u202e", "\u200b", "\u00ad", "\u0301" * 40, "1\u0332", "٣", "½",
    "²", "①", "9" * 400, "-", "1e999", "1.2.3.4,5", "M€", "tỷ", "dix-sept", "31/02/2024", "25h61", "%",
    "(" * 60, ")", "«", "\u201d", "'", "’", "\\", "\t", "\r", "\u2028", "\n\n\n", "<", "<p>" * 30, "</",
    "<!--", "<![CDATA[", "&#x110000;", "&amp", "<script>", "{{", "%s", "$(id)", "../../etc/passwd",
    "http://", "https://[::1]/", "(" * 20, "@", "#", "|", "||||", "```", "[x](javascript:a)", "\U0001f600",
    "ß", "İ", "ﬁ", "Đ", "ð", "ƣ", "A" * 5000, "a " * 500, ". " * 200,
)  # fmt: skip


# Values of the wrong type or size.
_ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, 1e308, "", "x" * 5000, [], [[]], {}, {"a": 1}, [None], ["a", 1], "\x00",
    "\ud800",
)  # fmt: skip
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"(<[^>]*>)")
# Namespaces and media types stay as they are.
_ATTRIBUTE_VALUE = re.compile(r'(?<=\w=")(?![^"]*[:/])[^"]*(?=")')


@dataclass(frozen=True, slots=True)
class Target:
    """A function that reads untrusted input.

    Attributes:
        name: name of the target.
        seeds: valid inputs.
        run: reads one input; may raise `PasserelleError`.
        structured: damages a seed so that it can still be parsed; used for three out of four inputs.
    """

    name: str
    seeds: Sequence[bytes]
    run: Callable[[bytes, random.Random], object]
    structured: Callable[[bytes, random.Random], bytes] | None = None

    def input(self, rng: random.Random) -> bytes:
        """Return a damaged seed."""
        if self.structured and rng.randrange(4):
            return self.structured(rng.choice(self.seeds), rng)
        return mutated(self.seeds, rng)


def odd_markup(data: bytes, rng: random.Random) -> bytes:
    """Change texts and attributes of well-formed XML, which stays well-formed."""
    pieces = _TAG.split(data.decode())  # texts at even places, tags at odd ones
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(2, len(pieces) - 1)
        odd = escape(_NOT_IN_XML.sub("", rng.choice(_NASTY)), {'"': "&quot;"})
        if at % 2:
            value = rng.choice(("", odd, "-1", "999999999", "NaN"))
            attributes = [*_ATTRIBUTE_VALUE.finditer(pieces[at])]
            if attributes:
                found = rng.choice(attributes)
                pieces[at] = f"{pieces[at][: found.start()]}{value}{pieces[at][found.end() :]}"
        elif not pieces[at - 1].startswith("<?"):
            pieces[at] = rng.choice(("", odd, pieces[at] + odd, pieces[at] * 30))
    return "".join(pieces).encode()


def odd_values(data: bytes, rng: random.Random) -> bytes:
    """Replace or remove values of a JSON document."""
    document = json.loads(data)
    for _ in range(rng.randint(1, 3)):
        inside: Any = document
        while inside:
            key = rng.choice([*inside]) if isinstance(inside, dict) else rng.randrange(len(inside))
            if isinstance(inside[key], (dict, list)) and inside[key] and rng.randrange(8):
                inside = inside[key]
                continue
            if rng.randrange(4):
                inside[key] = rng.choice((*_ODD_VALUES, rng.choice(_NASTY)))
            else:
                del inside[key]
            break
    return json.dumps(document).encode()


def mutated(seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """Return a seed, damaged in one to six places."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 2, 6))):
        at, until = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        match rng.randrange(7):
            case 0 if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
            case 1:
                del data[at : min(until, at + rng.choice((1, 8, 200, len(data))))]
            case 2:
                data[at:at] = data[at : min(until, at + 400)] * rng.randint(1, 4)
            case 3:
                other = rng.choice(seeds)
                start = rng.randrange(len(other) + 1)
                data[at:at] = other[start : start + 300]
            case _:
                data[at:at] = rng.choice(_NASTY).encode(errors="surrogatepass")
    return bytes(data)


def targets(scratch: Path) -> Iterator[Target]:
    """Yield all targets.

    Args:
        scratch: a folder for files.
    """
    files = {path.name: path.read_bytes() for path in sorted(EXAMPLES.iterdir()) if path.suffix != ".md"}
    texts = [data for name, data in files.items() if name.endswith(".txt")]
    pages = [data for name, data in files.items() if name.endswith(".html")]
    briefing = _briefing()
    exports = {name: row.content(briefing) for name, row in FORMATS.items()}
    yield Target("text", texts, lambda data, _: read(data, name="a.txt"))
    yield Target("page", [*pages, exports["html"]], lambda data, _: read(data, name="a.html"))
    yield Target("markdown", [*texts, exports["md"]], lambda data, _: read(data, name="a.md"))
    word = exports["docx"]
    yield Target("archive", [word], lambda data, _: read(data, name="a.docx"))
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        body = archive.read(_WORD_BODY)
    yield Target("word", [body], lambda data, _: read(_with_body(word, data), name="a.docx"), odd_markup)
    flat = [_OPEN_DOCUMENT.encode()]
    yield Target("document", flat, lambda data, _: read(data, name="a.fodt"), odd_markup)
    yield Target("book", [_BOOK.encode()], lambda data, _: read(_book(data), name="a.epub"), odd_markup)
    yield Target("pdf", [_PDF.encode()], lambda data, _: read(data, name="a.pdf"))
    yield Target("saved page", [_SAVED_PAGE.encode()], lambda data, _: read(data, name="a.mhtml"))
    yield Target("subtitles", [_SUBTITLES.encode()], lambda data, _: read(data, name="a.srt"))
    yield Target("mail", [_MAIL.encode()], lambda data, _: read(data, name="a.eml"))
    lines = [line for data in texts for line in data.splitlines() if line]
    yield Target("sentences", texts, lambda data, rng: list(sentences(_text(data), rng.choice(CODES))))
    yield Target("facts", lines, lambda data, rng: facts.find(_text(data), rng.choice(CODES)))
    english = [segment.target.encode() for segment in briefing.translation.segments]
    yield Target(
        "checks",
        lines,
        lambda data, rng: _checked(_text(data), _text(mutated(english, rng)), rng.choice(CODES)),
    )
    yield Target("normalize", lines, lambda data, _: normalize(_text(data)))
    yield Target("glossary", [_GLOSSARY.encode(), exports["tmx"]], lambda data, _: Glossary.read(data))
    yield Target("memory", [exports["tmx"]], lambda data, _: exchange.units(_text(data)))
    yield Target(
        "models",
        [ROOT.joinpath("models.txt").read_bytes()],
        lambda data, _: registry.load(_written(scratch / "models.txt", data)),
    )
    yield Target("settings", [_MODEL_SETTINGS.encode()], lambda data, _: _settings(scratch, data), odd_values)
    yield Target("sitemap", [_SITEMAP.encode()], lambda data, _: _addresses(data), odd_markup)
    for ending, table in _TABLES.items():
        yield Target(ending, [table.encode()], partial(_rows, scratch / f"a.{ending}"))
    yield Target("saved", [exports["json"]], lambda data, _: Briefing.from_json(data), odd_values)
    yield Target("exports", english, lambda data, rng: _exported(briefing, _text(data), rng))


def _checked(source: str, target: str, language: str) -> None:
    """Run all checks; raise an error if one fails, which `check` itself only logs."""
    if any(finding.check == "unexamined" for finding in check(source, target, language)):
        raise AssertionError("a check failed; the log above has its traceback")


def _with_body(document: bytes, body: bytes) -> bytes:
    """Return a Word document with a replaced body."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, body if name == _WORD_BODY else old.read(name))
    return made.getvalue()


def _book(chapter: bytes) -> bytes:
    """Return an EPUB with one chapter."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, content in _EPUB.items():
            new.writestr(name, content)
        new.writestr(_CHAPTER, chapter)
    return made.getvalue()


def _settings(folder: Path, data: bytes) -> None:
    """Read the settings of a model."""
    path = _written(folder / "config.json", data)
    config = settings.read_object(path)
    task = settings.for_task(config, "summarize")
    settings.prefix(task)
    settings.generation(folder, config | task)


def _addresses(data: bytes) -> list[str]:
    """Return the addresses in a sitemap; feeds are parsed in a child process, which is too slow here."""
    if not data.lstrip().startswith(b"<?xml") or b"<urlset" not in data:
        return []
    return list(feeds.addresses("https://a.example/map.xml", data, lambda address: (address, data)))


def _rows(path: Path, data: bytes, _: random.Random) -> list[Item]:
    """Return the rows of a table, written to a path."""
    return list(rows.rows(_written(path, data), "a", "text", None))


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@cache
def _briefing() -> Briefing:
    return Briefer().brief(
        EXAMPLES / "navettes-hai-phong.fr.txt", original=EXAMPLES / "navettes-hai-phong.vi.html"
    )


def _exported(briefing: Briefing, text: str, rng: random.Random) -> bytes:
    """Export a briefing with this text as a brief sentence and as the article's name, author and outlet."""
    first, *rest = briefing.brief.sentences
    article: Article = replace(briefing.article, name=text[:200], author=text, outlet=text)
    changed = replace(
        briefing,
        article=article,
        brief=replace(briefing.brief, sentences=(replace(first, text=text), *rest)),
        original_problem=text,
    )
    return FORMATS[rng.choice([*FORMATS])].content(changed)


def run(target: Target, numbers: range, seed: int) -> Counter[str]:
    """Feed a target; print its failures, and return the counts of outcomes."""
    happened: Counter[str] = Counter()
    for number in numbers:
        rng = random.Random(f"{seed} {target.name} {number}")
        data = target.input(rng)
        start = time.process_time()
        try:
            target.run(data, rng)
            outcome = "read"
        except PasserelleError:
            outcome = "refused"
        except Exception:
            outcome = "failed"
            print(f"--- {target.name} {number}: {data[:200]!r}\n{traceback.format_exc(limit=-3)}")
        if time.process_time() - start > SLOW_SECONDS:
            happened["slow"] += 1
            print(f"--- {target.name} {number} took {time.process_time() - start:.1f} s: {data[:200]!r}")
        happened[outcome] += 1
    return happened


def main() -> None:
    """Feed every target its share of the inputs, and print one line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=60_000, help="total number of inputs")
    parser.add_argument("--seed", type=int, default=1, help="seed of the damage")
    parser.add_argument("--only", metavar="TARGET", help="only this target")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="start with this input")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        every = [t for t in targets(Path(scratch)) if options.only in (None, t.name)]
        total: Counter[str] = Counter()
        for target in every:
            numbers = range(options.first, options.first + options.inputs // len(every))
            found = run(target, numbers, options.seed)
            total += found
            print(f"{target.name:11} {_counts(found)}", flush=True)
    print(f"{'all':11} {_counts(total)}")
    sys.exit(bool(total["failed"] or total["slow"]))


def _counts(found: Counter[str]) -> str:
    return "  ".join(f"{name} {found[name]:6}" for name in ("read", "refused", "failed", "slow"))


if __name__ == "__main__":
    main()
