"""A briefing as JSON."""

import json
import re
from collections.abc import Sequence
from typing import Any

from passerelle.article.types import Article
from passerelle.briefing.types import Briefing
from passerelle.crosscheck.types import Crosscheck
from passerelle.spans import Span
from translate.types import Translation

# Raised when a field changes its meaning or goes; a new field leaves it as it is.
SCHEMA = "passerelle.briefing/1"

_SURROGATE = re.compile("[\ud800-\udfff]")


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


def write(briefing: Briefing) -> str:
    """A briefing as JSON: text un-escaped, keys in a fixed order (see `document`), a final newline."""
    return dump(document(briefing))


def dump(content: dict[str, Any]) -> str:
    """JSON text that can be written as UTF-8 whatever the strings hold."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    # Half a surrogate pair (an undecodable file name holds such) has no UTF-8.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
