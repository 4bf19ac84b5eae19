"""Prepare a text for models and checks, and map offsets back to the text as given.

Entities are decoded and tags left out, look-alike letters are replaced by those of the language, text in
capitals is lowercased, and short forms (`40 M€`, `9h`) are written out, since models have seen few of these
in training. Offsets are mapped back, so that a segment still points into the given text.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from passerelle import languages
from passerelle.article.raised import raised
from passerelle.characters import LATIN_ALIKE
from passerelle.spans import Span
from translate.capitals import sentence_case

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE = (
    "abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong"
    "|sub|sup|time|tt|u|var|wbr|a"
)
_BLOCK = (
    "address|article|aside|blockquote|body|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|head|header|hr|html"
    "|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
# A tag that HTML defines; `a < b` and `<unknown>` are text.
_TAG = re.compile(rf"</?(?:(?P<block>{_BLOCK})|(?:{_INLINE}))(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<sup\b[^<>]{0,200}>(?P<inside>[^<>]{1,20})</sup>", re.IGNORECASE)
# An apostrophe or a quotation mark typed as an accent.
_ACCENT_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´`ʹ′](?=[^\W\d_])")
_BACKQUOTED = re.compile(r"(?<![\w`])`(?P<inside>[^`\n]{1,200})`(?![\w`])")
# Look-alikes of Latin letters, replaced within a word that has Latin letters.
_HOMOGLYPHS = LATIN_ALIKE | str.maketrans("Уԁԛԝıɡ", "Ydqwig")
_FOREIGN_LETTER = re.compile(r"[\u0370-\u03ff\u0400-\u052fıɡ]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Compatibility forms of letters and digits: ligatures, full-width forms, mathematical alphabets.
_COMPATIBLE = re.compile(r"[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FRACTION = re.compile(r"(?<=\d)\s?([¼½¾⅛⅜⅝⅞⅕⅖⅗⅘])|([¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")

_Replace = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as models and checks read it.

    Attributes:
        given: the text as given.
        text: the text to read.
        starts, ends: where each character of `text` comes from, as half-open offsets in `given`; both empty
            if the two texts are the same.
    """

    given: str
    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def back(self, span: Span) -> Span:
        """Map a range of `text` to `given`."""
        if not self.starts:
            return span
        if span.start >= len(self.starts):
            return Span(len(self.given), len(self.given))
        start = self.starts[span.start]
        return Span(start, max(start, self.ends[span.end - 1]) if span.end > span.start else start)

    def forth(self, span: Span) -> Span:
        """Map a range of `given` to `text`."""
        if not self.starts:
            return span
        return Span(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def replace(self, pattern: re.Pattern[str], replacement: _Replace) -> "Reading":
        """Return a reading in which the matches of a pattern are replaced."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        position = 0
        for match in pattern.finditer(self.text):
            new = replacement(match)
            if new == match.group() or match.start() == match.end():
                continue
            self._keep(position, match.start(), parts, starts, ends)
            parts.append(new)
            position = match.end()
            whole = self.back(Span(match.start(), match.end()))
            if len(new) == match.end() - match.start():
                for i in range(match.start(), match.end()):
                    place = self.back(Span(i, i + 1))
                    starts.append(place.start)
                    ends.append(place.end)
            else:
                starts += [whole.start] * len(new)
                ends += [whole.end] * len(new)
        if not parts:
            return self
        self._keep(position, len(self.text), parts, starts, ends)
        return Reading(self.given, "".join(parts), tuple(starts), tuple(ends))

    def _keep(self, start: int, end: int, parts: list[str], starts: list[int], ends: list[int]) -> None:
        parts.append(self.text[start:end])
        starts += self.starts[start:end] if self.starts else range(start, end)
        ends += self.ends[start:end] if self.ends else range(start + 1, end + 1)

    def recased(self, text: str) -> "Reading":
        """Return a reading with its characters replaced one for one."""
        if text == self.text:
            return self
        starts = self.starts or tuple(range(len(text)))
        ends = self.ends or tuple(range(1, len(text) + 1))
        return Reading(self.given, text, starts, ends)


def read(text: str, language: str) -> Reading:
    """Prepare a text for models and checks; see the module docstring.

    Args:
        text: any text.
        language: ISO 639-1 code; for a language without a record, short forms and capitals are kept.
    """
    reading = Reading(text, text)
    for _ in range(2):  # entities may be escaped twice
        if "&" in reading.text:
            reading = reading.replace(_ENTITY, lambda match: html.unescape(match.group()))
    if "<" in text:
        reading = reading.replace(_SUPERSCRIPT, _lowered).replace(_TAG, _gap)
    # Tokenizers do not accept lone surrogates, which text from an undecodable file may contain.
    reading = reading.replace(_SURROGATE, lambda _: "\ufffd")
    reading = reading.replace(_COMPATIBLE, lambda match: unicodedata.normalize("NFKC", match.group()))
    if _FOREIGN_LETTER.search(text):
        reading = reading.replace(_LETTERS, _latin)
    reading = reading.replace(_ACCENT_APOSTROPHE, lambda _: "'")
    reading = reading.replace(_BACKQUOTED, lambda match: f"“{match['inside']}”")
    record = languages.get(language)
    if record is None:
        return reading
    if record.lookalikes:
        reading = reading.recased(reading.text.translate(record.lookalikes))
    reading = reading.recased(sentence_case(reading.text, language))
    reading = reading.replace(_FRACTION, lambda match: _fraction(match, record.numerals.point))
    for pattern, replacement in record.rewrites:
        reading = reading.replace(pattern, replacement)
    return reading


def _gap(match: re.Match[str]) -> str:
    """Return the replacement of a tag: a space if a block ends between two words, else nothing."""
    text = match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return " " if match["block"] and before.strip() and after.strip() and before != ">" else ""


def _lowered(match: re.Match[str]) -> str:
    """Return a superscript as plain text: `10<sup>4</sup>` becomes 10⁴, and a footnote mark is left out."""
    text = match.string
    return raised(text[max(0, match.start() - 40) : match.start()], match["inside"], text[match.end() :][:20])


def _latin(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_HOMOGLYPHS) if _LATIN.search(word) else word


def _fraction(match: re.Match[str], mark: str) -> str:
    """Write `½` as `1/2`, or as decimals after a number: `1½` is 1.5."""
    written = unicodedata.normalize("NFKC", match[1] or match[2]).replace("\u2044", "/")
    if not match[1]:
        return written
    value = unicodedata.numeric(match[1])
    return mark + f"{value:.3f}".rstrip("0").partition(".")[2]
