"""Read subtitles (SubRip .srt, WebVTT .vtt): join the text of the cues into paragraphs.

Formats: the SubRip text file format; WebVTT, W3C Candidate Recommendation of 2019.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from passerelle.article.passages import ExtractedPassage, ParsedText, assemble

EXTENSIONS = (".srt", ".vtt")

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMES = re.compile(rf"\s*(?P<start>{_CLOCK})\s*-->\s*(?P<end>{_CLOCK})(?:\s.*)?")
# The first cue of a file comes within this many characters.
_HEAD_CHARACTERS = 4_000
_FIRST_CUE = re.compile(rf"\ufeff?\s*(?:\d+\s*\n)?\s*{_CLOCK}\s*-->\s*{_CLOCK}")
# The number and the times of a cue without a blank line before them.
_UNSEPARATED = re.compile(rf"(?<=\S)\n(?=\d{{1,5}}[ \t]*\n[ \t]*{_CLOCK}[ \t]*-->)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s++([^<>]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z\d][^<>]{0,200}>|\{\\[^{}]{0,80}\}")
_BLOCK_OF_NO_CUE = ("NOTE", "STYLE", "REGION")
# The end of a sentence ends a paragraph after a pause of this many seconds, or this many sentences.
_STOP = re.compile(r"[.!?…][»”\"’)]*$")
_PAUSE_SECONDS, _MAX_SENTENCES = 2.0, 6


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]


def found(text: str, extension: str) -> bool:
    """Return whether a text is subtitles, regardless of its file name."""
    head = text[:_HEAD_CHARACTERS]
    if head.lstrip("\ufeff").startswith("WEBVTT") or extension in EXTENSIONS:
        return "-->" in text
    return _FIRST_CUE.match(head) is not None


def parse(text: str, encoding: str, label: str) -> ParsedText:
    """Extract the spoken text, without numbers, times, positions and formatting.

    Args:
        text: content of the file.
        encoding: the codec that it was decoded with.
        label: its name in error messages; not used.
    """
    del encoding, label
    return assemble(ExtractedPassage(paragraph, "paragraph") for paragraph in _paragraphs(list(_cues(text))))


def _cues(text: str) -> Iterator[_Cue]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", _UNSEPARATED.sub("\n\n", text)):
        lines = block.strip("\n\ufeff ").split("\n")
        if lines[0].startswith(_BLOCK_OF_NO_CUE):
            continue
        at = next((i for i, line in enumerate(lines[:3]) if _TIMES.fullmatch(line)), None)
        if at is None:
            continue
        times = _TIMES.fullmatch(lines[at])
        assert times
        said = tuple(
            clean for line in lines[at + 1 :] if not _TIMES.fullmatch(line) and (clean := _clean(line))
        )
        if said:
            yield _Cue(_seconds(times["start"]), _seconds(times["end"]), said)


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _clean(line: str) -> str:
    named = _VOICE.sub(lambda voice: f"{voice[1].strip()} : ", line)
    return " ".join(html.unescape(_TAG.sub("", named)).split())


def _paragraphs(cues: list[_Cue]) -> Iterator[str]:
    paragraph: list[str] = []
    sentences = 0
    end = 0.0
    ended = False
    shown: frozenset[str] = frozenset()
    for cue in cues:
        # Live subtitles repeat the previous line.
        lines = [line for line in cue.lines if line not in shown]
        shown = frozenset(cue.lines)
        for line in lines:
            spoken = line.startswith(("-", "–", "—", ">>"))
            paused = cue.start - end >= _PAUSE_SECONDS or sentences >= _MAX_SENTENCES
            if paragraph and (spoken or (ended and paused)):
                yield " ".join(paragraph)
                paragraph, sentences = [], 0
            paragraph.append(line)
            ended = _STOP.search(line) is not None
            sentences += ended
        end = cue.end
    if paragraph:
        yield " ".join(paragraph)
