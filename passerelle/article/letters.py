"""Repair text with wrong letters: old encodings and garbled UTF-8."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from passerelle.characters import LATIN_ALIKE
from passerelle.languages import CODES, LANGUAGES
from passerelle.languages.legacy import LEGACY_ENCODINGS, LegacyEncoding
from passerelle.languages.words import common_words

# Number of characters in which to look for an encoding.
_SAMPLE_CHARACTERS = 20_000
# Minimum number of words that a conversion changes, and the share of them that must then be words of the
# language for a text to be in that encoding.
_MIN_WORDS, _MIN_SHARE = 3, 0.6
# The same minimum for a single line.
_MIN_LINE_WORDS = 5
# Letters that only Vietnamese in Unicode has.
_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
# Vietnamese has a letter or mark outside ASCII in most syllables, French in every 25th character.
_MIN_LEGACY_SHARE = 0.05
_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"[ \t\r\n]+")

# Words that mix Latin letters with look-alikes from other scripts.
_ALIKE_LETTERS = "".join(map(chr, LATIN_ALIKE))
_ANY_ALIKE = re.compile(f"[{_ALIKE_LETTERS}]")
_ALIKE_WORD = re.compile(
    rf"(?<![^\W\d_])(?<![\u0300-\u036f])(?=[^\W\d_]*[{_ALIKE_LETTERS}])"
    rf"[{_ALIKE_LETTERS}\u0300-\u036f]*+[A-Za-zÀ-ɏḀ-ỿ]"
    rf"[{_ALIKE_LETTERS}A-Za-zÀ-ɏḀ-ỿ\u0300-\u036f]*(?![^\W\d_])"
)
_ALIKE_LETTER = re.compile(
    rf"(?<=[A-Za-zÀ-ɏḀ-ỿ,] )[{_ALIKE_LETTERS}](?= [A-Za-zÀ-ɏḀ-ỿ])"
    rf"|(?<![^\W\d_])[{_ALIKE_LETTERS}](?=['’][A-Za-zÀ-ɏ])"
)
# A pattern that matches any text that ftfy finds garbled: a control character, a ligature or `Ã` that no
# letter follows, or two letters or signs beyond ASCII side by side. Not counted are signs that are common in
# any text, letters that only Vietnamese has, a small letter after a letter (`créée`), and a letter after an
# opening quotation mark. Importing ftfy takes longer than reading an article.
_COMMON = "\u00a0\u00ad\u00b7\u00b4\u2013-\u2015\u2026\u2019"
_SIGN = rf"[^\x00-\x7f{_COMMON}\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
_SMALL, _LETTER = "[à-öø-ÿăđĩũ]", "[À-ÖØ-öø-ÿăđĩũĂĐĨŨ]"
_SUSPICIOUS = re.compile(
    r"[\x80-\x9f]|[Œœ][^A-Za-z]|[ÂÃ] |[ÂÃÎÐØÙ√][^\x00-\x7f]"
    rf"|(?!{_LETTER}{_SMALL}|[«“‘]{_LETTER}){_SIGN}{_SIGN}"
)
# A faster pattern that matches any text that the one above does.
_MAYBE_SUSPICIOUS = re.compile(rf"[^\x00-\x7f{_COMMON}](?:(?<=[\x80-\x9fŒœÂÃ])|[^\x00-\x7f])")
# An apostrophe or a ligature of Windows-1252 read as ISO 8859-1: `l\x92eau`.
_WINDOWS_MARK = re.compile(r"[^\W\d_][\x8c\x91-\x94\x9c][^\W\d_]")
_SPLIT_SYLLABLE = re.compile(r"(?<![^\W\d_])([^\W\d_]*[àÀ]) ([^\W\d_]{1,3})\b")
# What ISO 8859-15 becomes if it is read as Windows-1252: `œ` a fraction, `€` the sign `¤`.
_LATIN9 = re.compile(r"(?<!\d)[½¼](?=[^\W\d_])|\d\s?¤(?!\w)")
# Letters in quoted-printable (RFC 2045), in UTF-8 or Windows-1252, and in JSON.
_CODE = re.compile(r"(?P<quoted>(?:=[0-9A-F]{2})+)|(?:\\u[0-9a-fA-F]{4})+")
_SOFT_BREAK = re.compile(r"=\r?\n")
_MIN_CODES = 3
_IN_ASCII, _MARKED = "VIQR", re.compile(r"(?:[aeo]\^|[ou][+*]|a\()['`?~.]?[a-z]|dd[a-z]")
_QUESTION_MARK_IN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]")
_MIN_LOST_WORDS, _MIN_LOST_SHARE = 3, 0.02
# The lead byte of UTF-8 read in code page 850: `├®` for `é`.
_DOS_LEAD = re.compile("[├┼┬┴─]")
_LATIN9_LETTERS = str.maketrans("½¼¤¾", "œŒ€Ÿ")


@dataclass(frozen=True, slots=True)
class LetterRepair:
    """A way to repair the letters of a text.

    Attributes:
        notice: a sentence for the reader that describes the repair.
        apply: returns a part of the text with its letters repaired.
    """

    notice: str
    apply: Callable[[str], str]


def find_repair(text: str) -> LetterRepair | None:
    """Find the repair for the letters of a text; None if it needs none.

    Args:
        text: a whole text; whether it is in an old encoding is decided by its beginning.
    """
    if _count_codes(text) >= _MIN_CODES:
        return LetterRepair(
            "Letters written as codes, such as “=C3=A9” for “é”, have been decoded.", _decoded
        )
    if conversion := find_conversion(text):
        return conversion
    if lost := _count_lost(text):
        return LetterRepair(
            f"{_lost_letters(lost)} lost before it was saved (shown as “?” or “\ufffd”); "
            "find a complete copy.",
            str,
        )
    if text.isascii():
        return None
    sample = text[:_SAMPLE_CHARACTERS]
    if is_garbled(text) and _unscrambled(text) != text:
        return LetterRepair(
            "Letters that had been saved in the wrong encoding, such as “Ã©” for “é”, have been repaired.",
            _unscrambled,
        )
    if is_latin9(sample):
        return LetterRepair(
            "“½”, “¼” and “¤”, left by a wrong encoding, have been read as “œ”, “Œ” and “€”.",
            lambda part: part.translate(_LATIN9_LETTERS) if _LATIN9.search(part) else part,
        )
    if _in_latin_words(text) != text:
        return LetterRepair(
            "Greek and Cyrillic letters that look like Latin ones have been replaced inside Latin words.",
            _in_latin_words,
        )
    return None


def find_conversion(text: str) -> LetterRepair | None:
    """Find the conversion of a text in an old encoding; None if none of its lines is in one."""
    if name := legacy_encoding(text):
        notice = f"The text was in {name}, an old encoding, and has been converted."
        return LetterRepair(notice, partial(_with_lines_converted, name))
    # A quoted paragraph may be in another encoding than the rest.
    found = {legacy_encoding(line, _MIN_LINE_WORDS) for line in text[:_SAMPLE_CHARACTERS].splitlines()}
    for name in sorted(filter(None, found)):
        notice = f"A part of the text was in {name}, an old encoding, and has been converted."
        return LetterRepair(notice, partial(_with_lines_converted, name, least=_MIN_LINE_WORDS))
    return None


def _with_lines_converted(name: str, text: str, *, least: int = 0) -> str:
    """Convert the lines of a text that are in an old encoding.

    Args:
        name: the encoding.
        text: the text.
        least: minimum number of words that the conversion changes in a line to be converted; 0 for any line
            that makes sense after it.
    """
    return "".join(
        LEGACY_ENCODINGS[name].convert(line) if _is_in(name, line, least) else line
        for line in text.splitlines(keepends=True)
    )


def _is_in(name: str, line: str, least: int) -> bool:
    if least:
        return legacy_encoding(line, least) == name
    if _UNICODE.search(line):
        return False
    legacy = LEGACY_ENCODINGS[name]
    before, after = _count_known(_changed(line, legacy), legacy)
    return before <= after


def legacy_encoding(text: str, least: int = _MIN_WORDS) -> str | None:
    """Identify the old encoding of a text, by the words that result from converting it.

    Args:
        text: a text decoded from ISO 8859-1 or Windows-1252.
        least: minimum number of words that the conversion changes.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if sample.isascii():
        # The only encoding whose marks are ASCII.
        encodings = {_IN_ASCII: LEGACY_ENCODINGS[_IN_ASCII]} if _MARKED.search(sample) else {}
    elif len(sample.encode("ascii", "ignore")) > (1 - _MIN_LEGACY_SHARE) * len(sample):
        return None
    else:
        encodings = {name: each for name, each in LEGACY_ENCODINGS.items() if name != _IN_ASCII}
    shares: dict[str, float] = {}
    for name, legacy in encodings.items():
        changed = _changed(sample, legacy)
        if len(changed) < least:
            continue
        before, after = _count_known(changed, legacy)
        if before < after / 2:
            shares[name] = after / len(changed)
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best and shares[best] >= _MIN_SHARE else None


def _changed(text: str, legacy: LegacyEncoding) -> list[tuple[str, str]]:
    """Return the words that a conversion changes, before and after it."""
    # Conversions leave spaces unchanged.
    pairs = zip(_BLANKS.split(text), _BLANKS.split(legacy.convert(text)), strict=True)
    return [(before, after) for before, after in pairs if before != after]


def _count_known(changed: Sequence[tuple[str, str]], legacy: LegacyEncoding) -> tuple[int, int]:
    """Count the words that are known in any language before a conversion, and in its language after it."""
    before = sum(_is_known(each, CODES) for each, _ in changed)
    return before, sum(_is_known(each, (legacy.language,)) for _, each in changed)


def is_garbled(text: str) -> bool:
    """Return whether a text has sequences of characters that only a wrong encoding produces."""
    if not _MAYBE_SUSPICIOUS.search(text):
        return False
    suspicious = [line for line in text.splitlines(keepends=True) if _SUSPICIOUS.search(line)]
    if not suspicious:
        return False
    from ftfy.badness import is_bad

    return any(map(is_bad, suspicious))


def is_latin9(text: str) -> bool:
    """Return whether a text decoded from Windows-1252 is in ISO 8859-15."""
    return any(sign in text for sign in "½¼¤") and _LATIN9.search(text) is not None


def _count_codes(text: str) -> int:
    """Count the letters in a text that are written as codes, at most `_MIN_CODES`."""
    if "=" not in text and "\\u" not in text:
        return 0
    found = (c for code in _CODE.finditer(text) for c in _letters_of(code) if c.isalpha() and not c.isascii())
    return sum(1 for _ in islice(found, _MIN_CODES))


def _decoded(text: str) -> str:
    return _CODE.sub(_letters_of, _SOFT_BREAK.sub("", text))


def _letters_of(code: re.Match[str]) -> str:
    """Return the letters that a run of codes means; the run itself if it means none."""
    if code["quoted"] is None:
        return str(json.loads(f'"{code[0]}"'))
    data = bytes.fromhex(code[0].replace("=", ""))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = data.decode("cp1252", "replace")
        return decoded if decoded.isalpha() else code[0]


def _lost_letters(count: int) -> str:
    return "A letter of the text was" if count == 1 else f"About {count} letters of the text were"


def _count_lost(text: str) -> int:
    """Count the letters that are shown as question marks or replacement characters."""
    replaced = text.count("\ufffd")
    words = [word for word in text.split() if "/" not in word] if text.isascii() and "?" in text else []
    marked = sum(_QUESTION_MARK_IN_WORD.search(word) is not None for word in words)
    return replaced + (marked if marked >= max(_MIN_LOST_WORDS, _MIN_LOST_SHARE * len(words)) else 0)


def _in_latin_words(text: str) -> str:
    """Replace letters of other scripts that look like Latin ones in words with other Latin letters."""
    if not _ANY_ALIKE.search(text):
        return text
    repaired = _ALIKE_WORD.sub(lambda word: word.group().translate(LATIN_ALIKE), text)
    # A word of one letter shows its script by its neighbours alone: `Brest а voté`.
    return (
        text if repaired == text else _ALIKE_LETTER.sub(lambda c: c.group().translate(LATIN_ALIKE), repaired)
    )


def _is_known(token: str, languages: Iterable[str]) -> bool:
    words = {word.lower() for word in _WORD.findall(token)}
    return bool(words) and any(words <= common_words(language) for language in languages)


def _unscrambled(text: str) -> str:
    """Undo UTF-8 read in a wrong encoding, line by line, and change nothing else."""
    from ftfy import TextFixerConfig, fix_text

    config = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        fix_c1_controls=_WINDOWS_MARK.search(text) is not None,
        explain=False,
    )
    lines = [(line, _from_dos(fix_text(line, config))) for line in text.splitlines(keepends=True)]
    return "".join(
        _SPLIT_SYLLABLE.sub(_rejoined, fixed) if fixed != line and _is_plausible(line, fixed) else line
        for line, fixed in lines
    )


def _from_dos(line: str) -> str:
    """Undo UTF-8 read in code page 850, which ftfy does not know."""
    if not _DOS_LEAD.search(line):
        return line
    try:
        return line.encode("cp850").decode("utf-8")
    except UnicodeError:
        return line


def _is_plausible(before: str, after: str) -> bool:
    """Return whether a repair results only in Latin letters and signs: `é€«` is not a Chinese character."""
    letters = (c for c in set(after) - set(before) if c.isalpha())
    return all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def _rejoined(match: re.Match[str]) -> str:
    """Join a syllable whose second UTF-8 byte, read as a no-break space, was lost: `Thà nh`."""
    whole = match[1] + match[2]
    return whole if _is_marked_word(whole) and not _is_marked_word(match[2]) else match.group()


def _is_marked_word(word: str) -> bool:
    """Return whether a word is a common one of a language that needs its diacritics."""
    codes = (code for code in CODES if LANGUAGES[code].needs_diacritics)
    return any(word.lower() in common_words(code) for code in codes)
