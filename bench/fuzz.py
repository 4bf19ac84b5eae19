"""Feed damaged input to everything that reads it: `python -m bench.fuzz [--inputs 60000] [--seed 1]`.

The examples, exports of their briefings and a few small files are cut, joined and mixed with strings that
have broken parsers before, then read, split, searched for facts, checked, exported or parsed. Each may give a
result or a `PasserelleError`. Any other exception, and any input that takes over two seconds, is printed with
its number, and the exit status is 1. `--only TARGET --first N` reruns one.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from passerelle import Article, Briefer, Briefing, Glossary, PasserelleError, facts, read
from passerelle.languages import CODES
from passerelle.languages.sentences import sentences
from passerelle.modelstore import registry
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


@dataclass(frozen=True, slots=True)
class Target:
    """A function that reads untrusted input.

    Attributes:
        name: name of the target.
        seeds: valid inputs.
        run: reads one input; may raise `PasserelleError`.
    """

    name: str
    seeds: Sequence[bytes]
    run: Callable[[bytes, random.Random], object]


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
    yield Target("word", [body], lambda data, _: read(_with_body(word, data), name="a.docx"))
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
    yield Target("saved", [exports["json"]], lambda data, _: Briefing.from_json(data))
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
    """Export a briefing with this text as a brief sentence and this name for its article."""
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
        data = mutated(target.seeds, rng)
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
    parser.add_argument("--seed", type=int, default=1)
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
            print(f"{target.name:10} {_counts(found)}", flush=True)
    print(f"{'all':10} {_counts(total)}")
    sys.exit(bool(total["failed"] or total["slow"]))


def _counts(found: Counter[str]) -> str:
    return "  ".join(f"{name} {found[name]:6}" for name in ("read", "refused", "failed", "slow"))


if __name__ == "__main__":
    main()
