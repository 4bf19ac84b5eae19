"""Read the JSON of a briefing back."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import dacite

from passerelle.article.types import Article
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Briefing
from passerelle.errors import BriefingError
from passerelle.output.json import SCHEMA
from passerelle.spans import Span
from translate.types import Segment, Translation

_ADVICE = "give the JSON that Briefing.to_json or “Save as JSON” produced"


def from_json(text: str | bytes) -> Briefing:
    """Read a briefing from the output of `json.write`.

    Args:
        text: the JSON; bytes are UTF-8, UTF-16 or UTF-32.

    Returns:
        A briefing equal to the one that was written. Unknown fields are ignored.

    Raises:
        BriefingError: the text is not JSON, or not a briefing of this schema.
    """
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, TypeError, RecursionError):
        raise BriefingError(f"This is not JSON; {_ADVICE}.") from None
    return from_dict(document)


def from_dict(document: Mapping[str, Any]) -> Briefing:
    """Read a briefing from the output of `json.document`.

    Raises:
        BriefingError: it is not a briefing of this schema.
    """
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if schema != SCHEMA:
        what = (
            f"This briefing has the schema {schema[:40]}, and this version of Passerelle reads {SCHEMA}"
            if isinstance(schema, str) and schema.startswith("passerelle.briefing/")
            else "This is not the JSON of a briefing"
        )
        raise BriefingError(f"{what}; brief the article again, or {_ADVICE}.")
    try:
        briefing = dacite.from_dict(Briefing, _fields(document), _CONFIG)
        _check(briefing)
    except (dacite.DaciteError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise BriefingError(
            f"The JSON of this briefing is damaged ({detail}); brief the article again, or {_ADVICE}."
        ) from None
    except RecursionError:
        raise BriefingError(f"This JSON is nested too deeply for a briefing; {_ADVICE}.") from None
    return briefing


def _span(value: Any) -> Span:
    start, end = value
    return Span(_integer(start), _integer(end))


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r:.40} is not an integer")
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError(f"{value!r:.40} is not a finite number")
    return float(value)


# Where JSON has lists, the data classes have tuples; where it has pairs of offsets, they have spans.
_CONFIG = dacite.Config(cast=[tuple], type_hooks={Span: _span, int: _integer, float: _number})


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document in the form of the data classes, whose types `dacite` then checks."""
    brief, original, crosscheck = document["brief"], document["original"], document["crosscheck"]
    agreement = [sentence["agreement"] for sentence in brief["sentences"]]
    return {
        **document,
        "translation": _translation(document),
        "brief": {
            **brief,
            "sentences": [_sentence(sentence) for sentence in brief["sentences"]],
            "segments": [segment["target"] for segment in document["translation"]["segments"]],
        },
        "original": original and {**original, "translation": _translation(original)},
        "crosscheck": crosscheck and _crosscheck(crosscheck),
        "agreement": agreement if any(agreement) else [],
    }


def _translation(version: Mapping[str, Any]) -> dict[str, Any]:
    return {**version["translation"], "source_text": version["article"]["text"]}


def _sentence(sentence: Mapping[str, Any]) -> dict[str, Any]:
    return {**sentence, "evidence": [evidence["segment"] for evidence in sentence["evidence"]]}


def _crosscheck(crosscheck: Mapping[str, Any]) -> dict[str, Any]:
    def places(found: Iterable[Mapping[str, Any]]) -> list[tuple[Any, Any]]:
        return [(place["segment"], [place["start"], place["end"]]) for place in found]

    return {
        **crosscheck,
        "differences": [
            {**d, "version": places(d["version"]), "original": places(d["original"])}
            for d in crosscheck["differences"]
        ],
    }


def _check(briefing: Briefing) -> None:
    """Refuse indices and offsets that are out of range, and segments outside of the story.

    Raises:
        IndexError: there is one.
    """
    version, original = briefing.translation.segments, briefing.original
    others = original.translation.segments if original else ()
    _check_version(briefing.article, briefing.translation)
    if original:
        _check_version(original.article, original.translation)
    for sentence in briefing.brief.sentences:
        _check_indices(sentence.evidence, version)
    _check_indices(briefing.brief.headline.evidence if briefing.brief.headline else (), version)
    if not briefing.crosscheck:
        return
    if not original:
        raise IndexError("there is a crosscheck, but no original")
    for pair in briefing.crosscheck.pairs:
        _check_indices(pair.version, version)
        _check_indices(pair.original, others)
    for difference in briefing.crosscheck.differences:
        _check_indices([difference.pair], briefing.crosscheck.pairs)
        for places, segments in ((difference.version, version), (difference.original, others)):
            _check_indices([i for i, _ in places], segments)
            for i, span in places:
                _check_spans([span], segments[i].target)


def _check_version(article: Article, translation: Translation) -> None:
    _check_spans([Span(block.start, block.end) for block in article.blocks], article.text)
    for segment in translation.segments:
        _check_spans([Span(segment.start, segment.end)], article.text)
        _check_spans([Span(segment.target_start, segment.target_end)], translation.text)
        _check_segment(segment)
    found = [i for block in article.story() for i in within(translation.segments, block)]
    if found != list(range(len(translation.segments))):
        raise IndexError("the segments do not follow the blocks of the article")


def _check_segment(segment: Segment) -> None:
    for finding in segment.findings:
        _check_spans(finding.source, segment.source)
        _check_spans(finding.target, segment.target)
    for source, target in segment.alignment or ():
        _check_spans([source], segment.source)
        _check_spans([target], segment.target)


def _check_indices(indices: Iterable[int], counted: Sequence[object]) -> None:
    for index in indices:
        if not 0 <= index < len(counted):
            raise IndexError(f"{index} is not one of {len(counted)}")


def _check_spans(spans: Iterable[Span], text: str) -> None:
    for span in spans:
        if not 0 <= span.start <= span.end <= len(text):
            raise IndexError(f"{span.start} to {span.end} is not in {len(text)} characters")
