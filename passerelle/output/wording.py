"""Lines about a briefing that the formats for people share, without markup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat

from passerelle.article.types import Article
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Briefing, Side
from passerelle.crosscheck.labels import AGREEMENT_LABELS, DIFFERENCE_LABELS
from passerelle.crosscheck.types import ONE_SIDED
from passerelle.output.keys import Key, keys
from summarize.types import BriefSentence
from translate import confidence
from translate.types import Segment, Translation

# White space except no-break spaces, which French typography needs.
_SPACE = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return a text as one line; control characters become the replacement character."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text)).strip()


def claims(briefing: Briefing) -> Iterator[tuple[BriefSentence, str]]:
    """Yield the sentences of the brief, each with a remark on which versions support it."""
    remarks = (f" ({AGREEMENT_LABELS[agreement]})" if agreement else "" for agreement in briefing.agreement)
    yield from zip(briefing.brief.sentences, chain(remarks, repeat("")), strict=False)


def counted(briefing: Briefing) -> str:
    """Return how much of the two versions could be compared."""
    assert briefing.crosscheck
    assert briefing.original
    here, there = len(briefing.translation.segments), len(briefing.original.translation.segments)
    count = len(briefing.crosscheck.firm)
    return (
        f"{count or 'No'} {'difference' if count == 1 else 'differences'} from the original: "
        f"{briefing.crosscheck.version_partners} of {here} sentences have a partner there, "
        f"{briefing.crosscheck.original_partners} of its {there} have one here."
    )


def difference_lines(briefing: Briefing, *, weak: bool) -> Iterator[str]:
    """Yield the differences, each with its sentences' numbers, and quote what only one version has."""
    assert briefing.crosscheck
    assert briefing.original
    for difference in briefing.crosscheck.differences:
        if difference.weak != weak:
            continue
        pair = briefing.crosscheck.pairs[difference.pair]
        where = numbers(keys("version", pair.version)) + numbers(keys("original", pair.original))
        line = f"{where} {DIFFERENCE_LABELS[difference.kind].capitalize()}: {difference.label}"
        if difference.kind in ONE_SIDED:
            side = briefing.translation if difference.version else briefing.original.translation
            line = f"{where} {difference.label} " + " ".join(
                side.segments[i].target for i, _ in difference.version or difference.original
            )
        yield line


def marked(key: Key, segment: Segment) -> str:
    """Return the number of a sentence in brackets, with a warning where its English is unreliable."""
    return f"[{key.name}{', unreliable' if segment.confidence == 'unreliable' else ''}]"


def numbers(found: Iterable[Key]) -> str:
    """Return the numbers of sentences in brackets, such as `[3][o4]`."""
    return "".join(f"[{key.name}]" for key in found)


def partners(briefing: Briefing, indices: Sequence[int]) -> list[tuple[Key, Segment]]:
    """Return the partners of some segments of the version in the original, in its order."""
    if not (briefing.crosscheck and briefing.original):
        return []
    wanted = set(indices)
    found = {j for p in briefing.crosscheck.pairs if wanted.intersection(p.version) for j in p.original}
    return [(Key("original", j), briefing.original.translation.segments[j]) for j in sorted(found)]


def alone(briefing: Briefing) -> list[tuple[Key, Segment]]:
    """Return the segments of the original without a partner; all if the two were not compared."""
    if not briefing.original:
        return []
    paired = (
        {j for p in briefing.crosscheck.pairs if p.version for j in p.original} if briefing.crosscheck else ()
    )
    segments = briefing.original.translation.segments
    return [(Key("original", j), segment) for j, segment in enumerate(segments) if j not in paired]


def paragraphs(
    article: Article, translation: Translation, side: Side = "version"
) -> Iterator[list[tuple[Key, Segment]]]:
    """Yield the segments of each block of the story."""
    for block in article.story():
        inside = within(translation.segments, block)
        if paragraph := [(Key(side, i), translation.segments[i]) for i in inside]:
            yield paragraph


def remarks(briefing: Briefing) -> list[tuple[str, str]]:
    """Return a remark on each sentence that is not simply good, with its number."""
    found = []
    original = briefing.original.translation.segments if briefing.original else ()
    versions: tuple[tuple[Side, Sequence[Segment]], ...] = (
        ("version", briefing.translation.segments),
        ("original", original),
    )
    for side, segments in versions:
        for index, segment in enumerate(segments):
            said = [finding.message for finding in segment.findings]
            if doubt := confidence.remark(segment):
                said.insert(0, doubt)
            if segment.repair:
                steps = "; ".join(segment.repair.steps)
                said.append(f"Repaired: {steps}. The model had: {segment.repair.output}")
            if said:
                found.append((numbers([Key(side, index)]), " ".join(said)))
    return found


def notices(briefing: Briefing) -> list[str]:
    """Return what a reader must know of the files: of the article, then of the original."""
    original = briefing.original.article.notices if briefing.original else ()
    return [*briefing.article.notices, *(f"The original: {notice}" for notice in original)]


def title(briefing: Briefing) -> str:
    """Return the title in English, else the brief's headline, else the article's name."""
    return briefing.heading or briefing.article.name or "Briefing"
