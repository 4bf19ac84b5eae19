"""Measure the extraction of web pages, or sentence splitting, against gold data.

`python -m bench.reading FOLDER [--every N] [--part odd] [--language fr]` reads pages;
`python -m bench.reading FILE.conllu … --language fr` splits the sentences of CoNLL-U files (see
`bench._splitting`).

FOLDER has one of three layouts: that of trafilatura's tests (`evaldata.json`, with passages that an
extract must and must not contain), of Scrapinghub's article-extraction-benchmark (`ground-truth.json`,
`html/`), or of Mozilla's readability (`*/source.html`, `*/expected.html`, whose gold is readability's
own output). Scores are those used by the set's authors: passages found (trafilatura,
`tests/eval_common.py`), or shingles of four words (Scrapinghub, `evaluate.py`). Captions do not count
as part of the story, except for Mozilla's pages, whose gold contains them. Titles are compared after
normalizing case, white space and quotation marks. All systems read a page in turn, so that their times
are comparable; on a busy machine, only the processor time is (`cpu/page`), since Passerelle reads a page in
a child process, which has to wait for a processor.
"""

import argparse
import gzip
import json
import re
import resource
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import _splitting
from passerelle.article import read
from passerelle.errors import ArticleError
from passerelle.languages import CODES
from passerelle.languages.identify import identify

SHINGLE_WORDS = 4
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\xa0": " ", "\xad": None}
)
# Lines that do not belong to a story, by kind; counted in the output of every system.
LEAKS = {
    "dateline": r"^.{0,40}\b(?:publié|mis à jour|posted on|published|updated|veröffentlicht|cập nhật)\b"
    r".{0,60}\d{4}.{0,30}$",
    "share": r"^.{0,20}\b(?:share|partager|teilen|chia sẻ|tweet|facebook|twitter|whatsapp|print|imprimer)\b"
    r".{0,20}$",
    "subscription": r"^.{0,120}\b(?:newsletter|abonnez-vous|s['’]abonner|subscribe|offres? d['’]abonnement"
    r"|đăng ký nhận)\b.{0,120}$",
    "related": r"^(?:lire aussi|à lire aussi|à lire également|read more|see also|related|xem thêm"
    r"|mehr zum thema|lesen sie auch)\b.{0,120}$",
    "comments": r"^.{0,20}\b(?:comments?|commentaires?|kommentare?|bình luận)\b.{0,20}$",
    "cookies": r"^.{0,120}\bcookies?\b.{0,120}$",
    "copyright": r"^.{0,60}(?:©|tous droits réservés|all rights reserved|alle rechte vorbehalten).{0,80}$",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its gold: either `body`, or `wanted` and `unwanted` passages.

    `captions` says whether the gold includes picture captions.
    """

    name: str
    data: bytes
    body: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    title: str | None = None
    captions: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """The output of a system for a page."""

    text: str
    title: str | None


@dataclass(slots=True)
class Score:
    """The counts of one system over the pages read so far."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    leaks: Counter[str] = field(default_factory=Counter)
    titles: list[bool] = field(default_factory=list)
    repeated: int = 0
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)

    def figures(self) -> tuple[float, float, float]:
        """Return precision, recall and F, averaged as by the set's authors."""
        if self.found:
            right = self.found["right"]
            precision = right / max(1, right + self.found["wrong"])
            recall = right / max(1, right + self.found["missed"])
        else:
            precision = statistics.mean(self.precision or [0])
            recall = statistics.mean(self.recall or [0])
        return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def load(folder: Path) -> Iterator[Page]:
    """Yield the pages of a folder in one of the three layouts.

    Raises:
        SystemExit: the folder has none of these layouts.
    """
    if (folder / "evaldata.json").exists():
        for url, gold in sorted(json.loads((folder / "evaldata.json").read_text("utf-8")).items()):
            path = next(
                p for p in (folder / "cache" / gold["file"], folder / "eval" / gold["file"]) if p.exists()
            )
            yield Page(
                url, path.read_bytes(), None, tuple(gold["with"]), tuple(gold["without"]), gold.get("title")
            )
    elif (folder / "ground-truth.json").exists():
        for name, gold in sorted(json.loads((folder / "ground-truth.json").read_text("utf-8")).items()):
            data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield Page(name, data, gold.get("articleBody", ""), title=gold.get("headline"))
    elif sources := sorted(folder.glob("*/source.html")):
        from lxml import html

        for source in sources:
            expected = html.fromstring(source.with_name("expected.html").read_bytes().decode("utf-8"))
            about = json.loads(source.with_name("expected-metadata.json").read_text("utf-8"))
            body = " ".join(expected.itertext())
            yield Page(source.parent.name, source.read_bytes(), body, title=about.get("title"), captions=True)
    else:
        raise SystemExit(
            f"{folder} has no evaldata.json, ground-truth.json or */source.html; name another folder."
        )


def passerelle(page: Page) -> Extract:
    """Extract with Passerelle: the story, with captions only if the gold has them."""
    try:
        article = read(page.data, name="page.html", language="en")
    except ArticleError:
        return Extract("", None)
    kinds = ("paragraph", "caption") if page.captions else ("paragraph",)
    story = [article.block_text(b) for b in article.story() if b.kind in kinds]
    return Extract("\n".join(story), article.title)


def trafilatura(page: Page, *, precise: bool = False) -> Extract:
    """Extract text and metadata with trafilatura, with the options of its own evaluation."""
    import trafilatura as peer

    document = peer.bare_extraction(
        page.data, include_comments=False, include_tables=True, with_metadata=True, favor_precision=precise
    )
    return Extract(document.text or "", document.title) if document else Extract("", None)  # type: ignore[union-attr]


def precise_trafilatura(page: Page) -> Extract:
    """Extract with trafilatura's option `favor_precision`."""
    return trafilatura(page, precise=True)


def readability(page: Page) -> Extract:
    """Extract with readability-lxml, the Python version of Mozilla's readability."""
    from lxml import html
    from readability import Document
    from trafilatura.utils import decode_file

    try:
        document = Document(decode_file(page.data))
        tree = html.fromstring(document.summary())
        return Extract(
            "\n".join(text for t in tree.itertext() if (text := t.strip())), document.short_title()
        )
    except Exception:  # an error of another system counts as an empty extract, as in trafilatura's evaluation
        return Extract("", None)


SYSTEMS: Mapping[str, Callable[[Page], Extract]] = {
    "passerelle": passerelle,
    "trafilatura": trafilatura,
    "trafilatura precise": precise_trafilatura,
    "readability": readability,
}


def score(page: Page, extract: Extract, sums: Score) -> None:
    """Add one page to a system's counts."""
    text = _spaced(extract.text)
    if page.body is None:
        for passage in page.wanted:
            sums.found["right" if _spaced(passage) in text else "missed"] += 1
        sums.found["wrong"] += sum(_spaced(passage) in text for passage in page.unwanted)
    else:
        gold, got = _shingles(page.body), _shingles(extract.text)
        right = (gold & got).total()
        if got:
            sums.precision.append(right / got.total())
        if gold:
            sums.recall.append(right / gold.total())
    for line in extract.text.splitlines():
        sums.leaks.update(
            kind for kind, form in LEAKS.items() if re.search(form, line.strip(), re.IGNORECASE)
        )
    if page.title:
        sums.titles.append(_plain(extract.title or "") == _plain(page.title))
    first = next((line for line in extract.text.splitlines() if line.strip()), "")
    sums.repeated += bool(extract.title and _plain(first) == _plain(extract.title))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _plain(title: str) -> str:
    return _spaced(title.translate(_QUOTES)).casefold()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return Counter(shingle for i in starts if (shingle := tuple(words[i : i + SHINGLE_WORDS])))


def processor_seconds() -> float:
    """Return the processor time of this process and its children so far, those that still run included."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    children: list[str] = []
    for path in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            children += path.read_text(encoding="ascii").split()
    # The number of the clock of a process, as in `clock_getcpuclockid` of glibc.
    clocks = [(~int(child) << 3) | 2 for child in children]
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(time.clock_gettime, clocks))


def report(sums: Mapping[str, Score]) -> None:
    """Print one row per system."""
    columns = f"{'P':>6} {'R':>6} {'F':>6} {'titles':>7} {'repeated':>8} {'s/page':>7} {'cpu/page':>8}"
    print(f"{'':20} {columns}  leaks")
    for name, each in sums.items():
        precision, recall, f = each.figures()
        exact = statistics.mean(each.titles) if each.titles else float("nan")
        leaks = ", ".join(f"{kind} {n}" for kind, n in sorted(each.leaks.items()))
        print(
            f"{name:20} {precision:6.3f} {recall:6.3f} {f:6.3f} {exact:7.1%} {each.repeated:8} "
            f"{statistics.mean(each.seconds):7.3f} {statistics.mean(each.processor_seconds):8.3f}  {leaks}"
        )


def _declares(page: Page, language: str) -> bool:
    """Return whether a page declares this language; always true if the language is empty."""
    declared = re.search(rb"<html[^>]*?\blang\s*=\s*[\"']?([a-z]+)", page.data[:4000], re.IGNORECASE)
    return not language or bool(declared and declared[1].decode("ascii").lower() == language)


def main() -> None:
    """Measure and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("inputs", type=Path, nargs="+", metavar="FOLDER or FILE.conllu")
    parser.add_argument(
        "--language",
        help="language of CoNLL-U files (default: fr); for pages, read only those that declare it",
    )
    parser.add_argument(
        "--part", choices=("all", "even", "odd"), default="all", help="which pages, by number"
    )
    parser.add_argument("--every", type=int, default=1, help="read every Nth page only")
    parser.add_argument(
        "--match", default="", help="read only pages whose name matches this regular expression"
    )
    parser.add_argument(
        "--systems", nargs="*", choices=list(SYSTEMS), default=list(SYSTEMS), help="by default, all of these"
    )
    args = parser.parse_args()
    if all(path.suffix == ".conllu" for path in args.inputs):
        _splitting.report(_splitting.compare(args.inputs, args.language or "fr"))
        return
    (folder,) = args.inputs
    warnings.simplefilter("ignore")
    sums = {name: Score() for name in args.systems}
    numbered = [
        page
        for number, page in enumerate(load(folder))
        if args.part == "all" or (number % 2 == 0) == (args.part == "even")
    ]
    wanted = (page for page in numbered if re.search(args.match, page.name))
    pages = [page for page in wanted if _declares(page, args.language or "")][:: args.every]
    for name in args.systems if pages else ():
        # A first page is not timed, so that imports and the start of the child process do not count; nor does
        # loading the model for languages, which only some pages need.
        identify(name, CODES)
        SYSTEMS[name](pages[0])
    for page in pages:
        for name in args.systems:
            start, spent = time.perf_counter(), processor_seconds()
            extract = SYSTEMS[name](page)
            sums[name].seconds.append(time.perf_counter() - start)
            sums[name].processor_seconds.append(processor_seconds() - spent)
            score(page, extract, sums[name])
    print(f"{len(pages)} pages of {folder.name}, {args.part}")
    report(sums)


if __name__ == "__main__":
    main()
