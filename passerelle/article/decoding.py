"""Decode bytes, losslessly if they are valid."""

import re

from passerelle.article import letters
from passerelle.characters import normalized
from passerelle.languages import LANGUAGES

_MARKS = (
    (b"\xef\xbb\xbf", ("utf-8-sig",)),
    (b"\xff\xfe\0\0", ("utf-32", "utf-32-le")),
    (b"\0\0\xfe\xff", ("utf-32", "utf-32-be")),
    (b"\xff\xfe", ("utf-16", "utf-16-le")),
    (b"\xfe\xff", ("utf-16", "utf-16-be")),
)
_PUNCTUATION = frozenset("\xa0«»‘’“”‚„–—…•·°€£§©®™²³ªº½¼¾×±")


def _alphabets() -> dict[str, frozenset[str]]:
    """Return the letters and diacritics of each codec in the language records."""
    alphabets: dict[str, frozenset[str]] = {}
    for record in LANGUAGES.values():
        if record.codec:
            alphabets[record.codec] = alphabets.get(record.codec, _PUNCTUATION) | record.letters
    return alphabets


# Single-byte codecs differ in a few letters, which are rare in a short text, so the languages' alphabets are
# tried before statistics.
_ALPHABETS = _alphabets()
# Codecs of DOS and old Macs that cover the letters of Windows-1252.
_WINDOWS, _OLD_CODECS = "cp1252", ("mac_roman", "cp850")
# Share of control characters above which the bytes are not text.
_MAX_CONTROL_SHARE = 0.01
# How many times a text may have been saved in the wrong encoding.
_MAX_MISREADINGS = 2
# Control characters that are not white space, in UTF-8: those of ASCII, and the others.
_ASCII_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1C), 0x7F))
_NO_CONTROLS = bytes(set(range(256)) - set(_ASCII_CONTROLS))
_OTHER_CONTROL = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
# Minimum number of valid multi-byte characters per broken byte for a text to count as UTF-8.
_MIN_VALID_PER_BROKEN = 4


def decode(data: bytes, declared: str | None = None) -> tuple[str, str] | None:
    """Decode a text, losslessly except for single broken bytes in UTF-8.

    Args:
        data: the content of a file.
        declared: the codec that a page declares; used if the bytes are valid in it.

    Returns:
        The text and the Python codec for which `text.encode(codec) == data`, or UTF-8 and a text with U+FFFD
        for each broken byte; None if the bytes are not text. A byte order mark that the codec writes itself
        is left out of the text.
    """
    for mark, codecs in _MARKS:
        if data.startswith(mark):
            for codec in codecs:
                if (text := _exactly(data, codec)) is not None:
                    return (text, codec) if _is_text(text) else None
    if b"\0" in data:
        return _unmarked_utf16(data)
    for codec in filter(None, ("utf-8", declared)):
        if (text := _exactly(data, codec)) is not None:
            return (text, codec) if _is_text(text, data if codec == "utf-8" else None) else None
    if (text := _repaired(data, declared)) is not None:
        return (text, "utf-8") if _is_text(text) else None
    if letters.legacy_encoding(text := data.decode("latin-1")):
        # Python has no codec for these, so the letters are corrected in the text.
        return text, "latin-1"
    if letters.is_latin9(text) and not any("\x7f" < c < "\xa0" for c in text):
        return data.decode("iso8859-15"), "iso8859-15"
    if found := _decoded_by_alphabet(data):
        return found if _is_text(found[0]) else None
    return _guessed(data)


def _decoded_by_alphabet(data: bytes) -> tuple[str, str] | None:
    """Decode with the codec that gives the most letters of a language's alphabet and no others."""
    found: list[tuple[int, str, str]] = []
    for codec, alphabet in (*_ALPHABETS.items(), *((old, _ALPHABETS[_WINDOWS]) for old in _OLD_CODECS)):
        text = _exactly(data, codec)
        if text is None:
            continue
        special = [c for c in normalized("NFC", text) if not c.isascii()]
        if all(c.lower() in alphabet for c in special):
            # Read with another codec, small letters become capitals and punctuation.
            found.append((sum(c.islower() for c in special), text, codec))
    best = max(found, key=lambda each: each[0], default=None)
    return (best[1], best[2]) if best else None


def _exactly(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        # Strict UTF-8 has one form for each text.
        return text if codec == "utf-8" or text.encode(codec) == data else None
    except (UnicodeError, LookupError):
        return None


def _repaired(data: bytes, declared: str | None) -> str | None:
    """Decode UTF-8 with a few broken bytes: truncated inside a character, or mixed with another codec."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    enough = _MIN_VALID_PER_BROKEN if (declared or "").replace("-", "").replace("_", "") != "utf8" else 1
    return text if broken and sound >= enough * broken else None


def _unmarked_utf16(data: bytes) -> tuple[str, str] | None:
    for codec in ("utf-16-le", "utf-16-be"):
        text = _exactly(data, codec)
        # The wrong byte order results in unassigned characters and no white space.
        if text and " " in text and all(c.isprintable() or c.isspace() for c in text):
            return text, codec
    return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    import charset_normalizer

    for match in charset_normalizer.from_bytes(data):
        text = _exactly(data, match.encoding)
        if text is not None and _is_text(text):
            return text, match.encoding
    return None


def _is_text(text: str, encoded: bytes | None = None) -> bool:
    """Return whether a text has hardly any control characters; `encoded` is the text in UTF-8, if known."""
    if "\0" in text:
        return False
    limit = _MAX_CONTROL_SHARE * len(text)
    for _ in range(_MAX_MISREADINGS):
        if _count_controls(encoded or text.encode("utf-8", "surrogatepass")) <= limit:
            return True
        try:
            # UTF-8 read as ISO 8859-1 has control characters in place of letters.
            encoded = text.encode("latin-1")
            text = encoded.decode("utf-8")
        except UnicodeError:
            return False
    return _count_controls(text.encode("utf-8", "surrogatepass")) <= limit


def _count_controls(encoded: bytes) -> int:
    return len(encoded.translate(None, _NO_CONTROLS)) + len(_OTHER_CONTROL.findall(encoded))
