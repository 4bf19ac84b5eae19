"""A briefing as JSON, as Markdown and as plain text."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

from passerelle.article.types import Article
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Briefing
from passerelle.crosscheck.labels import AGREEMENT_LABELS, DIFFERENCE_LABELS
from passerelle.crosscheck.types import ONE_SIDED, Crosscheck
from passerelle.spans import Span
from summarize.types import BriefSentence
from translate.types import Segment, Translation

# Raised when a field changes its meaning or goes; a new field leaves it as it is.
SCHEMA = "passerelle.briefing/1"

_SURROGATE = re.compile("[\ud800-\udfff]")
# White space but for the no-break spaces, which French typography needs.
_SPACE = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What could open emphasis, code, links, images, HTML, entities, footnotes, tables or mathematics
# anywhere; a list, heading, rule or definition where it stands first; or, to renderers that look
# for addresses, a link: `//`, `www.` and a dot inside a word.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>#&|~^$@]|^[-+=:%]|/(?=/)|(?<=www)\.|(?<=[^\W\d])\.(?=\w)|(?<=\d)\.(?=[^\W\d])",
    re.IGNORECASE,
)
_ORDERED_LIST = re.compile(r"^([0-9]{1,9})([.)])(?= |$)")


def document(briefing: Briefing) -> dict[str, Any]:
    """A briefing as plain dictionaries, lists, strings and numbers, keys in a fixed order.

    Offsets count characters (Unicode code points): those of blocks and `start`, `end` of
    segments in `article.text`, `target_start`, `target_end` in `translation.text`. The
    evidence of a brief's sentence names segments by their index, from 0, best first; so do
    the pairs of `crosscheck`. The places of a difference are offsets in the `target` of a
    segment. `source` and `crosscheck` are null where there is no original, or none that could
    be compared; `original_problem` then says why, if one was wanted. Spans in `findings` and
    `alignment` are pairs of offsets in a segment's own `source` and `target`; `repair` and
    `alignment` are null where there is none.
    """
    translation, brief = briefing.translation, briefing.brief
    agreements = briefing.agreement or (None,) * len(brief.sentences)
    return {
        "schema": SCHEMA,
        "signature": briefing.signature,
        "article": _article(briefing.article),
        "translation": _translation(translation),
        "brief": {
            "signature": brief.signature,
            "headline": brief.headline
            and {
                "text": brief.headline.text,
                "evidence": list(brief.headline.evidence),
            },
            "text": brief.text,
            "sentences": [
                {
                    "text": sentence.text,
                    "evidence": [
                        {
                            "segment": i,
                            "source": translation.segments[i].source,
                            "target": translation.segments[i].target,
                        }
                        for i in sentence.evidence
                    ],
                    "support": sentence.support,
                    "method": sentence.method,
                    "agreement": agreement,
                    "steps": list(sentence.steps),
                }
                for sentence, agreement in zip(brief.sentences, agreements, strict=True)
            ],
            "omissions": [
                {"text": omission.text, "reasons": list(omission.reasons)} for omission in brief.omissions
            ],
        },
        "source": briefing.original
        and {
            "article": _article(briefing.original.article),
            "translation": _translation(briefing.original.translation),
        },
        "source_problem": briefing.original_problem,
        "crosscheck": briefing.crosscheck and _crosscheck(briefing.crosscheck),
        "timings": {
            "read": briefing.timings.read,
            "translate": briefing.timings.translate,
            "source": briefing.timings.original,
            "summarize": briefing.timings.summarize,
            "total": briefing.timings.total,
        },
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "name": article.name,
        "language": article.language,
        "source_url": article.source_url,
        "encoding": article.encoding,
        "title": article.title,
        "text": article.text,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks],
    }


def _translation(translation: Translation) -> dict[str, Any]:
    return {
        "source_language": translation.source_language,
        "signature": translation.signature,
        "text": translation.text,
        "segments": [
            {
                "source": s.source,
                "target": s.target,
                "start": s.start,
                "end": s.end,
                "target_start": s.target_start,
                "target_end": s.target_end,
                "score": s.score,
                "kind": s.kind,
                "truncated": s.truncated,
                "findings": [
                    {
                        "check": f.check,
                        "message": f.message,
                        "source": [[span.start, span.end] for span in f.source],
                        "target": [[span.start, span.end] for span in f.target],
                    }
                    for f in s.findings
                ],
                "repair": s.repair and {"output": s.repair.output, "steps": list(s.repair.steps)},
                "alignment": s.alignment and [[[a.start, a.end], [b.start, b.end]] for a, b in s.alignment],
            }
            for s in translation.segments
        ],
    }


def _crosscheck(crosscheck: Crosscheck) -> dict[str, Any]:
    def places(found: Sequence[tuple[int, Span]]) -> list[dict[str, int]]:
        return [{"segment": i, "start": span.start, "end": span.end} for i, span in found]

    return {
        "version_partners": crosscheck.version_partners,
        "original_partners": crosscheck.original_partners,
        "pairs": [
            {
                "version": list(pair.version),
                "original": list(pair.original),
                "similarity": pair.similarity,
                "moved": pair.moved,
            }
            for pair in crosscheck.pairs
        ],
        "differences": [
            {
                "kind": d.kind,
                "label": d.label,
                "pair": d.pair,
                "version": places(d.version),
                "original": places(d.original),
                "weak": d.weak,
            }
            for d in crosscheck.differences
        ],
    }


def to_json(briefing: Briefing) -> str:
    """A briefing as JSON: text un-escaped, keys in a fixed order (see `document`), a final newline."""
    return dump(document(briefing))


def dump(content: dict[str, Any]) -> str:
    """JSON text that can be written as UTF-8 whatever the strings hold."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    # Half a surrogate pair (an undecodable file name holds such) has no UTF-8.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def to_markdown(briefing: Briefing) -> str:
    """A briefing as Markdown: title, brief, differences, then each paragraph's English above its source.

    The numbers in brackets behind the brief's sentences are those of the sentences below,
    from 1; those of the original begin with `o`. What the checks found in sentences, and what was
    mended, stands last. All text of the articles is escaped: no markup, HTML or link comes of it.
    """
    article = briefing.article
    lines = [f"# {escape(_title(briefing))}", "", f"Original language: {escape(article.language)}"]
    if article.name:
        lines[-1] += f" · File: {escape(article.name)}"
    if article.source_url:
        lines += ["", f"Source: {escape(article.source_url)}"]
    if briefing.brief.sentences:
        lines += ["", "## Brief", ""]
    for sentence, agreement in _claims(briefing):
        lines.append(f"- {escape(sentence.text)} {escape(_numbers(sentence.evidence))}{agreement}")
    if briefing.original_problem:
        lines += ["", "## Original", "", escape(briefing.original_problem)]
    if briefing.crosscheck:
        lines += ["", "## Differences from the original", "", escape(_counted(briefing))]
        firm = [f"- {escape(line)}" for line in _difference_lines(briefing, weak=False)]
        weak = [f"- {escape(line)}" for line in _difference_lines(briefing, weak=True)]
        lines += ["", *firm] if firm else []
        lines += ["", "Unsure:", "", *weak] if weak else []
    lines += ["", "## English and original"]
    for paragraph in _paragraphs(briefing.article, briefing.translation):
        lines += ["", *_quoted(paragraph, "")]
        if partners := _partners(briefing, [number - 1 for number, _ in paragraph]):
            lines += ["", "The original:", "", *_quoted(partners, "o")]
    if alone := _alone(briefing):
        heading = "In the original only" if briefing.crosscheck else "The page given as the original"
        lines += ["", f"## {heading}", "", *_quoted(alone, "o")]
    if marked := _marked(briefing):
        lines += ["", "## To be looked at", ""]
        lines += [f"- {escape(number)} {escape(remark)}" for number, remark in marked]
    lines += ["", "---", "", f"Machine translation and brief: {escape(briefing.signature)}"]
    return "\n".join(lines) + "\n"


def to_text(briefing: Briefing) -> str:
    """A briefing for a terminal: title, brief, differences and English; a line each.

    Sentences are numbered as in `to_markdown`; control characters are replaced. Unsure
    differences are only counted. What the checks found, and what was mended, stands last.
    """
    lines = [_one_line(_title(briefing)), ""]
    for sentence, agreement in _claims(briefing):
        lines.append(f"• {_one_line(sentence.text)} {_numbers(sentence.evidence)}{agreement}")
    if briefing.original_problem:
        lines += ["", f"No comparison with the original. {_one_line(briefing.original_problem)}"]
    if briefing.crosscheck:
        lines += ["", _counted(briefing)]
        lines += [f"≠ {_one_line(line)}" for line in _difference_lines(briefing, weak=False)]
        if weak := len(briefing.crosscheck.differences) - len(briefing.crosscheck.firm):
            lines.append(
                f"({weak} more that {'is' if weak == 1 else 'are'} unsure: see --markdown or --json.)"
            )
    for paragraph in _paragraphs(briefing.article, briefing.translation):
        lines += ["", " ".join(f"[{number}] {_one_line(segment.target)}" for number, segment in paragraph)]
    if marked := _marked(briefing):
        lines += ["", "To be looked at:"]
        lines += [f"{number} {_one_line(remark)}" for number, remark in marked]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text as one line of Markdown that shows the same characters and is nothing but text.

    CommonMark lets a backslash stand before any ASCII punctuation; it is put before all that
    could open something, also in the common extensions (tables, footnotes, bare addresses).
    GitHub alone still links e-mail addresses: it looks for these behind the backslashes. White
    space becomes single spaces, control characters the replacement character.
    """
    return _ORDERED_LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", _one_line(text)))


def _one_line(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text)).strip()


def _claims(briefing: Briefing) -> Iterator[tuple[BriefSentence, str]]:
    """The brief's sentences, and which versions support each, as a remark to put behind it."""
    remarks = (f" ({AGREEMENT_LABELS[agreement]})" for agreement in briefing.agreement)
    yield from zip(briefing.brief.sentences, chain(remarks, repeat("")), strict=False)


def _counted(briefing: Briefing) -> str:
    """How much of the two versions could be compared."""
    assert briefing.crosscheck
    assert briefing.original
    here, there = len(briefing.translation.segments), len(briefing.original.translation.segments)
    count = len(briefing.crosscheck.firm)
    return (
        f"{count or 'No'} {'difference' if count == 1 else 'differences'} from the original: "
        f"{briefing.crosscheck.version_partners} of {here} sentences have a partner there, "
        f"{briefing.crosscheck.original_partners} of its {there} have one here."
    )


def _difference_lines(briefing: Briefing, *, weak: bool) -> Iterator[str]:
    """Differences, each with the numbers of the sentences that it is about, and what one has alone."""
    assert briefing.crosscheck
    assert briefing.original
    for difference in briefing.crosscheck.differences:
        if difference.weak != weak:
            continue
        pair = briefing.crosscheck.pairs[difference.pair]
        numbers = _numbers(pair.version) + _numbers(pair.original, "o")
        line = f"{numbers} {DIFFERENCE_LABELS[difference.kind].capitalize()}: {difference.label}"
        if difference.kind in ONE_SIDED:
            side = briefing.translation if difference.version else briefing.original.translation
            line = f"{numbers} {difference.label} " + " ".join(
                side.segments[i].target for i, _ in difference.version or difference.original
            )
        yield line


def _numbers(indices: Iterable[int], prefix: str = "") -> str:
    return "".join(f"[{prefix}{i + 1}]" for i in indices)


def _partners(briefing: Briefing, indices: Sequence[int]) -> list[tuple[int, Segment]]:
    """The original's partners of some segments, in its order, with their numbers from 1."""
    if not (briefing.crosscheck and briefing.original):
        return []
    wanted = set(indices)
    found = {j for p in briefing.crosscheck.pairs if wanted.intersection(p.version) for j in p.original}
    return [(j + 1, briefing.original.translation.segments[j]) for j in sorted(found)]


def _alone(briefing: Briefing) -> list[tuple[int, Segment]]:
    """What of the original has no partner; all of it where it could not be compared."""
    if not briefing.original:
        return []
    paired = (
        {j for p in briefing.crosscheck.pairs if p.version for j in p.original} if briefing.crosscheck else ()
    )
    segments = briefing.original.translation.segments
    return [(j + 1, segment) for j, segment in enumerate(segments) if j not in paired]


def _quoted(paragraph: Sequence[tuple[int, Segment]], prefix: str) -> list[str]:
    """Sentences in English, then the same as they stand in their language, as a quotation."""
    english = " ".join(f"\\[{prefix}{number}\\] {escape(segment.target)}" for number, segment in paragraph)
    source = " ".join(f"\\[{prefix}{number}\\] {escape(segment.source)}" for number, segment in paragraph)
    return [english, "", f"> {source}"]


def _paragraphs(article: Article, translation: Translation) -> Iterator[list[tuple[int, Segment]]]:
    """The segments of each block of the story, with their numbers from 1."""
    for block in article.story():
        if paragraph := [(i + 1, translation.segments[i]) for i in within(translation.segments, block)]:
            yield paragraph


def _marked(briefing: Briefing) -> list[tuple[str, str]]:
    """A remark on each sentence that the checks found fault with or that was mended, with its number."""
    remarks = []
    for prefix, made in (("", briefing), ("o", briefing.original)):
        for number, segment in enumerate(made.translation.segments if made else (), 1):
            said = [finding.message for finding in segment.findings]
            if segment.repair:
                steps = "; ".join(segment.repair.steps)
                said.append(f"Mended: {steps}. The model had: {segment.repair.output}")
            if said:
                remarks.append((f"[{prefix}{number}]", " ".join(said)))
    return remarks


def _title(briefing: Briefing) -> str:
    """The title in English, else the brief's headline, else what the article is called."""
    return briefing.heading or briefing.article.name or "Briefing"
