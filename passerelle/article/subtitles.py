"""Read subtitles (SubRip .srt, WebVTT .vtt and others): join the text of the cues into paragraphs.

Formats: the SubRip text file format; WebVTT, W3C Candidate Recommendation of 2019.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from passerelle.article.cueformats import subrip
from passerelle.article.passages import ExtractedPassage, ParsedText, assemble
from passerelle.article.phrases import any_of

EXTENSIONS = (".srt", ".vtt", ".sbv", ".ass", ".ttml")
_SOUNDS = "Descriptions of sounds, such as “[applause]”, have been left out."

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMES = re.compile(rf"\s*(?P<start>{_CLOCK})\s*-->\s*(?P<end>{_CLOCK})(?:\s.*)?")
# The first cue of a file comes within this many characters.
_HEAD_CHARACTERS = 4_000
_FIRST_CUE = re.compile(rf"\ufeff?\s*(?:\d+\s*\n)?\s*{_CLOCK}\s*-->\s*{_CLOCK}")
# The number and the times of a cue without a blank line before them.
_UNSEPARATED = re.compile(rf"(?<=\S)\n(?=\d{{1,5}}[ \t]*\n[ \t]*{_CLOCK}[ \t]*-->)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s++([^<>]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z\d][^<>]{0,200}>|\{\\[^{}]{0,80}\}")
# `[Applaudissements]`, `(Rires)`, and the notes around what is sung.
_SOUND = re.compile(r"[-–—>\s]*(?:\[[^\[\]]{1,60}\]|\([^()]{1,60}\)|[♪♫♬#*\s]+)\.?")
_NOTES = re.compile("[♪♫♬]+")
_CREDIT = re.compile(any_of("subtitled"), re.IGNORECASE)
_BLOCK_OF_NO_CUE = ("NOTE", "STYLE", "REGION")
# A paragraph ends with a sentence that a pause of this many seconds follows, or after this many sentences.
_STOP = re.compile(r"[.!?…][»”\"’)]*$")
_PAUSE_SECONDS, _MAX_SENTENCES = 2.0, 6


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]


def matches(text: str, extension: str) -> bool:
    """Return whether a text is subtitles, judging by its content and its file's extension."""
    head = text[:_HEAD_CHARACTERS]
    if head.lstrip("\ufeff").startswith("WEBVTT") or extension in EXTENSIONS:
        return "-->" in text or subrip(text) is not None
    return _FIRST_CUE.match(head) is not None or subrip(text) is not None


def parse(text: str, encoding: str, label: str) -> ParsedText:
    """Extract the spoken text, without numbers, times, positions and formatting.

    Args:
        text: content of the file.
        encoding: the codec that it was decoded with.
        label: its name in error messages; not used.
    """
    del encoding, label
    cues = list(_cues(subrip(text) or text))
    spoken = [cue for cue in map(_without_sounds, cues) if cue.lines]
    credits = [" ".join(spoken[i].lines) for i in {0, len(spoken) - 1} if spoken and _is_credit(spoken[i])]
    paragraphs = _paragraphs([cue for cue in spoken if " ".join(cue.lines) not in credits])
    pieces = [
        *(ExtractedPassage(paragraph, "paragraph") for paragraph in paragraphs),
        *(ExtractedPassage(credit, "boilerplate") for credit in credits),
    ]
    described = any(
        _SOUND.fullmatch(line) and any(map(str.isalpha, line)) for cue in cues for line in cue.lines
    )
    return assemble(pieces, (_SOUNDS,) if described else ())


def _without_sounds(cue: _Cue) -> _Cue:
    lines = (" ".join(_NOTES.sub(" ", line).split()) for line in cue.lines if not _SOUND.fullmatch(line))
    return replace(cue, lines=tuple(filter(None, lines)))


def _is_credit(cue: _Cue) -> bool:
    return _CREDIT.fullmatch(" ".join(cue.lines)) is not None


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
