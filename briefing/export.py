"""A briefing as JSON, as Markdown and as plain text."""

import json
import re
from collections.abc import Iterator
from typing import Any

from briefing.blocks import english_title, within
from briefing.model import Briefing
from translate.model import Segment

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
    evidence of a brief's sentence names segments by their index, from 0, best first. Spans in
    `findings` and `alignment` are pairs of offsets in a segment's own `source` and `target`;
    `repair` and `alignment` are null where there is none.
    """
    article, translation, brief = briefing.article, briefing.translation, briefing.brief
    return {
        "schema": SCHEMA,
        "signature": briefing.signature,
        "article": {
            "name": article.name,
            "language": article.language,
            "source_url": article.source_url,
            "encoding": article.encoding,
            "title": article.title,
            "text": article.text,
            "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks],
        },
        "translation": {
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
                    "alignment": s.alignment
                    and [[[a.start, a.end], [b.start, b.end]] for a, b in s.alignment],
                }
                for s in translation.segments
            ],
        },
        "brief": {
            "signature": brief.signature,
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
                }
                for sentence in brief.sentences
            ],
        },
        "timings": {
            "read": briefing.timings.read,
            "translate": briefing.timings.translate,
            "summarize": briefing.timings.summarize,
            "total": briefing.timings.total,
        },
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
    """A briefing as Markdown: title, brief, then each paragraph's English above its original.

    The numbers in brackets behind the brief's sentences are those of the sentences below,
    from 1. What the checks found in sentences, and what was mended, stands last. All text of the
    article is escaped: no markup, HTML or link comes of it.
    """
    article = briefing.article
    lines = [f"# {escape(_title(briefing))}", "", f"Original language: {escape(article.language)}"]
    if article.name:
        lines[-1] += f" · File: {escape(article.name)}"
    if article.source_url:
        lines += ["", f"Source: {escape(article.source_url)}"]
    if briefing.brief.sentences:
        lines += ["", "## Brief", ""]
    for sentence in briefing.brief.sentences:
        numbers = "".join(f"\\[{i + 1}\\]" for i in sentence.evidence)
        lines.append(f"- {escape(sentence.text)} {numbers}")
    lines += ["", "## English and original"]
    for paragraph in _paragraphs(briefing):
        english = " ".join(f"\\[{number}\\] {escape(segment.target)}" for number, segment in paragraph)
        original = " ".join(f"\\[{number}\\] {escape(segment.source)}" for number, segment in paragraph)
        lines += ["", english, "", f"> {original}"]
    if marked := _marked(briefing):
        lines += ["", "## To be looked at", ""]
        lines += [f"- \\[{number}\\] {escape(remark)}" for number, remark in marked]
    lines += ["", "---", "", f"Machine translation and brief: {escape(briefing.signature)}"]
    return "\n".join(lines) + "\n"


def to_text(briefing: Briefing) -> str:
    """A briefing for a terminal: title, brief and English, a line each title, sentence and paragraph.

    What the checks found, and what was mended, stands last, a line each.

    Sentences are numbered as in `to_markdown`; control characters are replaced.
    """
    lines = [_one_line(_title(briefing)), ""]
    for sentence in briefing.brief.sentences:
        numbers = "".join(f"[{i + 1}]" for i in sentence.evidence)
        lines.append(f"• {_one_line(sentence.text)} {numbers}")
    for paragraph in _paragraphs(briefing):
        lines += ["", " ".join(f"[{number}] {_one_line(segment.target)}" for number, segment in paragraph)]
    if marked := _marked(briefing):
        lines += ["", "To be looked at:"]
        lines += [f"[{number}] {_one_line(remark)}" for number, remark in marked]
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


def _paragraphs(briefing: Briefing) -> Iterator[list[tuple[int, Segment]]]:
    """The segments of each block of the story, with their numbers from 1."""
    segments = briefing.translation.segments
    for block in briefing.article.story():
        if paragraph := [(i + 1, segments[i]) for i in within(segments, block)]:
            yield paragraph


def _marked(briefing: Briefing) -> list[tuple[int, str]]:
    """A remark on each sentence that the checks found fault with or that was mended."""
    remarks = []
    for number, segment in enumerate(briefing.translation.segments, 1):
        said = [finding.message for finding in segment.findings]
        if segment.repair:
            said.append(f"Mended: {'; '.join(segment.repair.steps)}. The model had: {segment.repair.output}")
        if said:
            remarks.append((number, " ".join(said)))
    return remarks


def _title(briefing: Briefing) -> str:
    """The title in English, else what the article is called."""
    english = english_title(briefing.article, briefing.translation.segments)
    return english or briefing.article.name or "Briefing"
