"""Replace the models' English with the user's corrections."""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import replace

from passerelle.briefing.events import Event, SegmentsTranslated
from passerelle.briefing.types import Side
from translate.job import TranslationJob
from translate.types import Segment, Translation


def corrected_segments(segments: Iterable[Segment], corrections: Mapping[str, str]) -> tuple[Segment, ...]:
    """Return segments with their corrections; offsets in the target text are unchanged.

    Args:
        segments: the segments as translated.
        corrections: the English, by source sentence.
    """
    return tuple(_corrected(segment, corrections.get(segment.source)) for segment in segments)


def corrected(translation: Translation, corrections: Mapping[str, str]) -> Translation:
    """Return a translation with its corrections, its text and offsets adjusted."""
    if not any(segment.source in corrections for segment in translation.segments):
        return translation
    segments: list[Segment] = []
    parts: list[str] = []
    length = position = 0
    for before, segment in zip(
        translation.segments, corrected_segments(translation.segments, corrections), strict=True
    ):
        between = translation.text[position : before.target_start]
        start = length + len(between)
        length = start + len(segment.target)
        position = before.target_end
        parts += [between, segment.target]
        segments.append(replace(segment, target_start=start, target_end=length))
    text = "".join([*parts, translation.text[position:]])
    return replace(translation, text=text, segments=tuple(segments))


def corrections_in(translations: Iterable[Translation]) -> dict[str, str]:
    """Return the corrections in translations, by source sentence."""
    return {s.source: s.target for made in translations for s in made.segments if s.kind == "edited"}


def translated(
    job: TranslationJob, side: Side, corrections: Mapping[str, str], *, streamed: bool = False
) -> Generator[Event, None, Translation]:
    """Translate a text; yield an event for each group of segments; `streamed` as for `TranslationJob.run`."""
    done = 0
    for segments in job.run(streamed=streamed):
        done += len(segments)
        yield SegmentsTranslated(corrected_segments(segments, corrections), done, len(job.sentences), side)
    return corrected(job.translation(), corrections)


def _corrected(segment: Segment, english: str | None) -> Segment:
    if english is None:
        return segment
    return replace(
        segment,
        target=english,
        score=None,
        kind="edited",
        truncated=False,
        findings=(),
        repair=None,
        alignment=None,
        confidence="good",
    )
