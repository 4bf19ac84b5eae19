"""Rewrite other subtitles as SubRip: SubViewer (.sbv), SubStation Alpha (.ass), TTML, transcripts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_HEAD_CHARACTERS = 4_000
_SUBVIEWER = re.compile(rf"^[ \t]*({_CLOCK}),({_CLOCK})[ \t]*$", re.MULTILINE)
_EVENT = re.compile(rf"^Dialogue:[^,\n]*,\s*({_CLOCK}),\s*({_CLOCK}),(?:[^,\n]*,){{6}}(.*)$", re.MULTILINE)
_TIMED_TEXT = re.compile(r"<(?:\w+:)?tt\b[^<>]{0,2000}(?:ttml|ttaf1)", re.IGNORECASE)
# A line with only a time, or with a time before its text, as in the transcript of a video.
_MOMENT = re.compile(
    r"[ \t]*[\[(]?(?P<clock>(?:\d{1,2}:)?\d{1,2}:\d{2})[\])]?(?:[ \t]+(?P<said>\S.*))?[ \t]*"
)
_MIN_MOMENTS = 3
# A transcript begins near 0:00, unlike a programme of events, which has times of day. The end of its last cue
# is unknown, so that cue gets a fixed duration.
_MAX_FIRST_SECONDS, _LAST_SECONDS = 59.0, 5.0


def subrip(text: str) -> str | None:
    """Return subtitles in another format as SubRip; None if the text is in no such format.

    Args:
        text: content of the file.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text[:_HEAD_CHARACTERS]
    if (match := _SUBVIEWER.search(head)) and not head[: match.start()].strip(" \n\ufeff"):
        return _SUBVIEWER.sub(r"\1 --> \2", text)
    if _EVENT.search(head) or "[Events]" in head:
        events = (f"{start} --> {end}\n{said}" for start, end, said in _EVENT.findall(text))
        return "\n\n".join(events).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ") or None
    if _TIMED_TEXT.search(head):
        return _from_timed_text(text)
    return _from_transcript(text)


def _from_timed_text(text: str) -> str:
    """Return the cues of a TTML document (W3C, 2018); their times, which may have any form, are not kept."""
    from passerelle.article import archives

    root = archives.xml(text.encode("utf-8", "replace"))
    lines = ("".join(_inner(p)).strip() for p in root.iter("{*}p"))
    return "\n\n".join(_cue(number, number + 1, line) for number, line in enumerate(filter(None, lines)))


def _inner(element: Any) -> Iterator[str]:
    yield " ".join((element.text or "").split())
    for child in element:
        yield "\n" if child.tag.endswith("}br") else f" {''.join(_inner(child))} "
        yield " ".join((child.tail or "").split())


def _from_transcript(text: str) -> str | None:
    """Return the cues of the transcript of a video, in which each line has a time or is below one."""
    if not _MOMENT.fullmatch(text.lstrip("\ufeff \t\n").partition("\n")[0]):
        return None
    lines = [line for line in text.lstrip("\ufeff").split("\n") if line.strip()]
    moments = [_MOMENT.fullmatch(line) for line in lines]
    found = [(i, moment) for i, moment in enumerate(moments) if moment]
    times = [_seconds(moment["clock"]) for _, moment in found]
    if len(found) < _MIN_MOMENTS or 2 * len(found) + 1 < len(lines):
        return None
    if times[0] > _MAX_FIRST_SECONDS or times != sorted(times):
        return None
    ends = [*(i for i, _ in found[1:]), len(lines)]
    cues = zip(times, [*times[1:], times[-1] + _LAST_SECONDS], _said(lines, found, ends), strict=True)
    return "\n\n".join(_cue(start, end, said) for start, end, said in cues)


def _said(
    lines: Sequence[str], found: Sequence[tuple[int, re.Match[str]]], ends: Sequence[int]
) -> Iterator[str]:
    for (i, moment), end in zip(found, ends, strict=True):
        yield "\n".join(filter(None, [moment["said"] or "", *lines[i + 1 : end]]))


def _cue(start: float, end: float, said: str) -> str:
    return f"{_clock(start)} --> {_clock(end)}\n{said}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02},000"


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total
