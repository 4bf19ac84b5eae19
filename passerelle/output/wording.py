"""Text about a briefing, without markup, that the human-readable formats share."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, repeat
from textwrap import shorten

from passerelle.article.types import Article
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Briefing, Side
from passerelle.crosscheck.labels import agreement_label, difference_line
from passerelle.crosscheck.types import ONE_SIDED
from passerelle.languages.identify import language_name
from passerelle.listing import listed
from passerelle.output.keys import Key, keys
from summarize.types import Brief, BriefSentence
from translate import confidence
from translate.types import Finding, Segment, Translation

# White space except no-break spaces, which French typography needs.
_SPACE = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# How a sentence of a brief was made, with an explanation; the numbers of its evidence follow.
METHODS = {
    "compressed": ("Shortened from", "A sentence of the translation with parts of it left out."),
    "selected": ("Quoted from", "A whole sentence of the translation."),
    "generated": ("Reworded from", "Written by the model in its own words."),
    "replaced": (
        "Quoted from",
        "A sentence of the translation, in place of one by the model that the text does not support.",
    ),
}
_CUT = Finding("cut", "The model stopped early: words may be missing here; read the source.")
SIDES: tuple[Side, ...] = ("version", "original")
_MAX_TAB_CHARS = 60
_WORD = re.compile(r"\S+\s*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return a text as one line; control characters become the replacement character."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text)).strip()


def claims(briefing: Briefing) -> Iterator[tuple[BriefSentence, str]]:
    """Yield the sentences of the brief, each with a remark on which versions support it."""
    language = language_name(briefing.article.language)
    remarks = (f"({agreement_label(a, language)})" if a else "" for a in briefing.agreement)
    yield from zip(briefing.brief.sentences, chain(remarks, repeat("")), strict=False)


def counted(count: int, what: str) -> str:
    """Return a count with its noun, such as `1 difference`, `No differences` and `4 differences`."""
    return f"{count or 'No'} {what}{'' if count == 1 else 's'}"


def differences(briefing: Briefing) -> str:
    """Return how many firm differences there are, such as `4 differences from the Vietnamese original`."""
    assert briefing.crosscheck
    assert briefing.original
    language = language_name(briefing.original.article.language)
    return f"{counted(len(briefing.crosscheck.firm), 'difference')} from the {language} original"


def possible(briefing: Briefing) -> str:
    """Return how many weak differences there are, in words; empty if none."""
    assert briefing.crosscheck
    count = sum(difference.weak for difference in briefing.crosscheck.differences)
    return counted(count, "possible difference") if count else ""


def matched(briefing: Briefing) -> str:
    """Return how much of the two versions is the same."""
    assert briefing.crosscheck
    assert briefing.original
    here, there = len(briefing.translation.segments), len(briefing.original.translation.segments)
    language = language_name(briefing.article.language)
    found = briefing.crosscheck.version_partners
    missing = there - briefing.crosscheck.original_partners
    rest = f"{missing} of its {there} {'is' if missing == 1 else 'are'} missing here"
    if not missing:
        rest = f"none of its {there} is missing here"
    return (
        f"{found} of {here} {language} sentence{'' if here == 1 else 's'} match{'es' if found == 1 else ''} "
        f"the original; {rest}."
    )


def difference_lines(briefing: Briefing, *, weak: bool, sides: Sequence[Side] = SIDES) -> Iterator[str]:
    """Yield the differences, and quote the sentences that only one version has.

    Args:
        briefing: a briefing with an original.
        weak: whether to yield the weak differences or the firm ones.
        sides: the versions that are shown; the numbers of their sentences come first.
    """
    assert briefing.crosscheck
    assert briefing.original
    for difference in briefing.crosscheck.differences:
        if difference.weak != weak:
            continue
        pair = briefing.crosscheck.pairs[difference.pair]
        found = (*keys("version", pair.version), *keys("original", pair.original))
        line = f"{numbers(key for key in found if key.side in sides)} {difference_line(difference)}".lstrip()
        if difference.kind in ONE_SIDED:
            side = briefing.translation if difference.version else briefing.original.translation
            quoted = " ".join(side.segments[i].target for i, _ in difference.version or difference.original)
            line = f"{line}: {quoted}"
        yield line


def marked(key: Key, segment: Segment) -> str:
    """Return the number of a sentence in brackets; say if its English is unreliable or a person's."""
    edited = "edited by hand" if segment.kind == "edited" else ""
    unreliable = "unreliable" if segment.confidence == "unreliable" else ""
    return f"[{', '.join(filter(None, (key.name, unreliable, edited)))}]"


def brief_change(before: Brief, after: Brief) -> str:
    """Return which sentences a brief has gained and lost: `The brief changed: it no longer cites 3`.

    Args:
        before: the brief until now.
        after: the brief of the same article after a correction, or with an original.

    Returns:
        One sentence; empty if both cite the same sentences.
    """
    old, new = ({i for sentence in brief.sentences for i in sentence.evidence} for brief in (before, after))
    gained, lost = (
        listed(key.name for key in keys("version", sorted(found))) for found in (new - old, old - new)
    )
    if gained and lost:
        return f"The brief changed: it now cites {gained} instead of {lost}."
    if gained:
        return f"The brief changed: it now also cites {gained}."
    return f"The brief changed: it no longer cites {lost}." if lost else ""


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


def alone(briefing: Briefing) -> list[list[tuple[Key, Segment]]]:
    """Return the segments of the original without a partner, by paragraph; all if they were not compared."""
    if not briefing.original:
        return []
    paired = (
        {j for p in briefing.crosscheck.pairs if p.version for j in p.original} if briefing.crosscheck else ()
    )
    original = briefing.original
    blocks = paragraphs(original.article, original.translation, "original")
    kept = ([(key, segment) for key, segment in block if key.index not in paired] for block in blocks)
    return [block for block in kept if block]


def paragraphs(
    article: Article, translation: Translation, side: Side = "version"
) -> Iterator[list[tuple[Key, Segment]]]:
    """Yield the segments of each block of the story."""
    for block in article.story():
        inside = within(translation.segments, block)
        if paragraph := [(Key(side, i), translation.segments[i]) for i in inside]:
            yield paragraph


def findings(segment: Segment) -> tuple[Finding, ...]:
    """Return the findings of a sentence, with remarks on confidence and on a cut at the length limit."""
    doubt = confidence.remark(segment)
    unsure = (Finding("confidence", doubt),) if doubt else ()
    cut = segment.truncated and all(finding.check != "cut" for finding in segment.findings)
    return (*unsure, *segment.findings, _CUT) if cut else (*unsure, *segment.findings)


def remarks(briefing: Briefing, sides: Sequence[Side] = SIDES) -> dict[str, list[str]]:
    """Return lines on sentences, each beginning with its number, by heading.

    The headings are `Sentences to check`, for what a reader should compare with the source, and `Repaired
    sentences`; one without lines is left out.

    Args:
        briefing: the briefing.
        sides: the versions that are shown.
    """
    check, repaired = [], []
    for key, segment in _segments(briefing):
        if key.side not in sides:
            continue
        if found := findings(segment):
            check.append(f"{numbers([key])} {' '.join(finding.message for finding in found)}")
        if repair := segment.repair:
            steps = "; ".join(repair.steps)
            repaired.append(f"{numbers([key])} {steps}. The model wrote: {repair.output}")
    headed = {"Sentences to check": check, "Repaired sentences": repaired}
    return {heading: lines for heading, lines in headed.items() if lines}


def _segments(briefing: Briefing) -> Iterator[tuple[Key, Segment]]:
    for index, segment in enumerate(briefing.translation.segments):
        yield Key("version", index), segment
    for index, segment in enumerate(briefing.original.translation.segments if briefing.original else ()):
        yield Key("original", index), segment


def notices(briefing: Briefing) -> list[str]:
    """Return notices about the files that were read: the article, then the original."""
    original = briefing.original.article.notices if briefing.original else ()
    return [*briefing.article.notices, *(f"The original: {notice}" for notice in original)]


def made_by(briefing: Briefing) -> str:
    """Return the closing line: that English and brief were made by machine, and by which models."""
    return f"Machine translation and brief: {briefing.signature}"


def title(briefing: Briefing) -> str:
    """Return the English title, else the article's name, else a phrase such as `French article`."""
    language = language_name(briefing.article.language)
    return briefing.heading or briefing.article.name or f"{language} article"


def tab_title(briefing: Briefing, longest: int = _MAX_TAB_CHARS) -> str:
    """Return a short title of the article, for a browser tab or a list.

    Args:
        briefing: the briefing.
        longest: maximum number of characters.
    """
    first = briefing.brief.sentences[0].text if briefing.brief.sentences else ""
    text = briefing.heading or briefing.article.name or first or title(briefing)
    return shorten(one_line(text), longest, placeholder=" …")


def cut_words(sentence: str, shortened: str) -> Iterator[tuple[str, bool]]:
    """Yield a sentence in runs, each with whether a shortened sentence leaves it out."""
    before, after = _WORD.findall(sentence), _WORD.findall(shortened)
    old, new = ([word.strip(" .,;:\n").casefold() for word in words] for words in (before, after))
    for operation, start, end, _, _ in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if start < end:
            yield "".join(before[start:end]), operation != "equal"
