"""Replace the models' English with the user's own, and with that of an earlier briefing."""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from passerelle.briefing.events import Event, SegmentsTranslated
from passerelle.briefing.request import Request
from passerelle.briefing.types import Briefing, Side
from translate import Glossary
from translate.job import TranslationJob
from translate.types import Finding, Segment, Translation
from translate.work import examine

# Takes a source sentence and its English; returns the findings of the checks.
Examine = Callable[[str, str], tuple[Finding, ...]]


class GivenEnglish:
    """The English used in place of the models': a correction, else an earlier translation, else the memory's.

    Args:
        corrections: the user's own English, by source sentence.
        remembered: English from the user's translation memory, by source sentence.
        earlier: an earlier translation of the same text; some of its corrections may have been undone.
        examine: returns the findings on a source sentence and its English; used for corrections.

    Attributes:
        is_complete: whether the earlier translation and the corrections leave no sentence to translate.
    """

    def __init__(
        self,
        corrections: Mapping[str, str],
        remembered: Mapping[str, str] | None = None,
        earlier: Translation | None = None,
        examine: Examine = lambda source, english: (),
    ) -> None:
        self._corrections, self._remembered = corrections, remembered or {}
        self._examine = examine
        segments = earlier.segments if earlier else ()
        self._kept = {(s.start, s.source): s for s in segments if s.kind != "edited"}
        undone = (s for s in segments if s.kind == "edited" and s.source not in corrections)
        self.is_complete = earlier is not None and next(undone, None) is None

    def applied(self, segment: Segment) -> Segment:
        """Return a segment with its given English, if there is one; its offsets are unchanged."""
        if segment.source in self._corrections:
            english = self._corrections[segment.source]
            findings = self._examine(segment.source, english)
            return replace(_written(segment, english, "edited"), findings=findings)
        if kept := self._kept.get((segment.start, segment.source)):
            return replace(kept, target_start=segment.target_start, target_end=segment.target_end)
        if segment.source in self._remembered:
            return _written(segment, self._remembered[segment.source], "remembered")
        return segment


def corrections_in(translations: Iterable[Translation]) -> dict[str, str]:
    """Return the corrections in translations, by source sentence."""
    return {s.source: s.target for made in translations for s in made.segments if s.kind == "edited"}


def translated(
    job: TranslationJob, side: Side, request: Request, *, streamed: bool = False
) -> Generator[Event, None, Translation]:
    """Translate a text; yield an event for each group of segments; `streamed` as for `TranslationJob.run`.

    The sentences of `request.earlier` keep their English; a model runs only if others are left.
    """
    language, glossary = job.source_language, request.glossary or Glossary()
    earlier = _earlier(request.earlier, job.source_text, language)

    def examined(source: str, english: str) -> tuple[Finding, ...]:
        return examine(source, english, language, glossary)

    given = GivenEnglish(request.corrections, request.remembered, earlier, examined)
    if earlier and given.is_complete:
        made = replaced(earlier, given.applied)
        yield SegmentsTranslated(made.segments, len(made.segments), len(made.segments), side)
        return made
    done = 0
    for segments in job.run(streamed=streamed):
        done += len(segments)
        yield SegmentsTranslated(tuple(map(given.applied, segments)), done, len(job.sentences), side)
    made = replaced(job.translation(), given.applied)
    return replace(made, signature=earlier.signature) if earlier else made


def is_kept(translation: Translation, request: Request) -> bool:
    """Return whether a translation differs from that of `request.earlier` only by corrections."""
    earlier = _earlier(request.earlier, translation.source_text, translation.source_language)
    return GivenEnglish(request.corrections, earlier=earlier).is_complete


def _earlier(briefing: Briefing | None, text: str, language: str) -> Translation | None:
    """Return the translation of a text in a briefing: of its article or its original."""
    originals = [briefing.original.translation] if briefing and briefing.original else []
    made = [briefing.translation, *originals] if briefing else []
    same = (each for each in made if (each.source_text, each.source_language) == (text, language))
    return next(same, None)


def replaced(translation: Translation, change: Callable[[Segment], Segment]) -> Translation:
    """Return a translation with its segments changed, its text and offsets adjusted."""
    changed = [change(segment) for segment in translation.segments]
    if changed == list(translation.segments):
        return translation
    segments: list[Segment] = []
    parts: list[str] = []
    length = position = 0
    for before, segment in zip(translation.segments, changed, strict=True):
        between = translation.text[position : before.target_start]
        start = length + len(between)
        length = start + len(segment.target)
        position = before.target_end
        parts += [between, segment.target]
        segments.append(replace(segment, target_start=start, target_end=length))
    text = "".join([*parts, translation.text[position:]])
    return replace(translation, text=text, segments=tuple(segments))


def _written(segment: Segment, english: str, kind: Literal["edited", "remembered"]) -> Segment:
    """Return a segment with English that no model wrote."""
    return replace(
        segment,
        target=english,
        score=None,
        kind=kind,
        truncated=False,
        findings=(),
        repair=None,
        alignment=None,
        confidence="good",
    )
