"""A briefing as JSON."""

import json
import re
from collections.abc import Sequence
from typing import Any

from passerelle.article.types import Article
from passerelle.briefing.types import Briefing
from passerelle.crosscheck.types import Crosscheck
from passerelle.spans import Span
from translate.types import Segment, Translation

# The number increases when a field changes its meaning or is removed, not when one is added.
SCHEMA = "passerelle.briefing/2"

_SURROGATE = re.compile("[\ud800-\udfff]")


def document(briefing: Briefing) -> dict[str, Any]:
    """Return a briefing as dictionaries, lists, strings and numbers, with keys in a fixed order.

    `briefing.schema.json` describes every field. Offsets count characters (Unicode code points).
    """
    timings = briefing.timings
    return {
        "schema": SCHEMA,
        "signature": briefing.signature,
        "article": _article(briefing.article),
        "translation": translation_document(briefing.translation),
        "brief": _brief(briefing),
        "original": briefing.original
        and {
            "article": _article(briefing.original.article),
            "translation": translation_document(briefing.original.translation),
        },
        "original_problem": briefing.original_problem,
        "crosscheck": briefing.crosscheck and _crosscheck(briefing.crosscheck),
        "timings": {
            "read": timings.read,
            "translate": timings.translate,
            "original": timings.original,
            "summarize": timings.summarize,
            "total": timings.total,
        },
    }


def _brief(briefing: Briefing) -> dict[str, Any]:
    brief, segments = briefing.brief, briefing.translation.segments
    agreements = briefing.agreement or (None,) * len(brief.sentences)
    headline = brief.headline
    return {
        "signature": brief.signature,
        "headline": headline and {"text": headline.text, "evidence": list(headline.evidence)},
        "text": brief.text,
        "caution": briefing.caution,
        "sentences": [
            {
                "text": sentence.text,
                "evidence": [
                    {"segment": i, "source": segments[i].source, "target": segments[i].target}
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
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "name": article.name,
        "language": article.language,
        "source_url": article.source_url,
        "encoding": article.encoding,
        "title": article.title,
        "date": article.date,
        "author": article.author,
        "outlet": article.outlet,
        "notices": list(article.notices),
        "text": article.text,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks],
    }


def translation_document(translation: Translation) -> dict[str, Any]:
    """Return a translation as in a briefing; `$defs/translation` of `briefing.schema.json` describes it."""
    return {
        "source_language": translation.source_language,
        "signature": translation.signature,
        "text": translation.text,
        "segments": [_segment(segment) for segment in translation.segments],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    repair = segment.repair
    return {
        "source": segment.source,
        "target": segment.target,
        "start": segment.start,
        "end": segment.end,
        "target_start": segment.target_start,
        "target_end": segment.target_end,
        "score": segment.score,
        "kind": segment.kind,
        "truncated": segment.truncated,
        "findings": [
            {
                "check": finding.check,
                "message": finding.message,
                "source": list(map(_pair, finding.source)),
                "target": list(map(_pair, finding.target)),
            }
            for finding in segment.findings
        ],
        "repair": repair and {"output": repair.output, "steps": list(repair.steps)},
        "confidence": segment.confidence,
        "alignment": segment.alignment and [[_pair(a), _pair(b)] for a, b in segment.alignment],
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


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


def write(briefing: Briefing) -> str:
    """Return a briefing as JSON with readable text, keys in a fixed order and a final newline."""
    return dump(document(briefing))


def dump(content: dict[str, Any]) -> str:
    """Return JSON that can be encoded as UTF-8, even if a string contains lone surrogates."""
    return escaped(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def escaped(text: str) -> str:
    """Return JSON with lone surrogates, found in file names that could not be decoded, written as escapes."""
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
