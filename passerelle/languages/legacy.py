"""Pre-Unicode encodings for which Python has no codec.

Tables: TCVN 5712:1993 (its lower-case half is the ABC fonts' TCVN3), VNI for Windows, VISCII and VIQR (both
RFC 1456).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")

# A text in such an encoding is shown as if it were Windows-1252; U+2212 and U+03BC replace their look-alikes
# when it is copied.
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
_BYTES = {ord(c): byte for byte, c in _WINDOWS.items() if c} | {0x2212: 0xAD, 0x3BC: 0xB5}
_TO_WINDOWS = {byte: c for byte, c in _WINDOWS.items() if c}

_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđẰ?????àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
# VNI writes a mark after its letter: the combining characters of each.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = str.maketrans("ñÑôÔöÖíÍìÌæÆóÓòÒîÎ", "đĐơƠưƯíÍìÌỉỈĩĨịỊỵỴ")
_VNI_PAIR = re.compile(
    "(?P<letter>[aeouyôöAEOUYÔÖ])(?P<mark>[" + "".join(_VNI_MARKS) + "".join(_VNI_MARKS).upper() + "])"
)
# VIQR writes the marks after their letter in ASCII; a full stop that does not mean the dot below has a
# backslash before it, which many texts leave out.
_VIQR_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_LETTER = re.compile(
    r"(?P<letter>[aeiouyAEIOUY])(?:(?P<shape>[\^(+*])(?P<tone>['`?~]|\.(?=[a-z]|\s[a-z]))?"
    r"|(?P<tone_alone>['`?~]|\.(?=[a-z]|\s[a-z])))"
)
_VIQR_D = re.compile(r"dd|D[Dd]")
_VIQR_ESCAPED = re.compile(r"\\([.'`?~(+*^dD])")


@dataclass(frozen=True, slots=True)
class LegacyEncoding:
    """An encoding of one language.

    Attributes:
        language: ISO 639-1 code.
        convert: corrects a text in it that was decoded as ISO 8859-1 or Windows-1252.
    """

    language: str
    convert: Callable[[str], str]


def _from_tcvn3(text: str) -> str:
    table = {0xA1 + i: letter for i, letter in enumerate(_TCVN3) if letter != "?"}
    converted = text.translate(_BYTES)
    # Capitals with tones are lower-case letters in an all-capitals font: `Hµ NéI`.
    return _WORD.sub(_capitals, converted.translate(table | _TO_WINDOWS))


def _capitals(word: re.Match[str]) -> str:
    plain = [c for c in word.group() if c.isascii()]
    return word.group().upper() if len(plain) > 1 and all(c.isupper() for c in plain) else word.group()


def _from_viscii(text: str) -> str:
    table = {0x80 + i: letter for i, letter in enumerate(_VISCII)}
    return text.translate(_BYTES).translate(table | _VISCII_CONTROLS)


def _from_vni(text: str) -> str:
    def compose(pair: re.Match[str]) -> str:
        letter = pair["letter"].translate(_VNI_LETTERS)
        return unicodedata.normalize("NFC", letter + _VNI_MARKS[pair["mark"].lower()])

    # Single letters are converted too, but not those that resulted from a pair.
    parts: list[str] = []
    position = 0
    for pair in _VNI_PAIR.finditer(text):
        parts += (text[position : pair.start()].translate(_VNI_LETTERS), compose(pair))
        position = pair.end()
    return "".join([*parts, text[position:].translate(_VNI_LETTERS)])


def _from_viqr(text: str) -> str:
    def compose(letter: re.Match[str]) -> str:
        shape = _VIQR_SHAPES.get(letter["shape"], "")
        tone = _VIQR_TONES.get(letter["tone"] or letter["tone_alone"], "")
        composed = unicodedata.normalize("NFC", letter["letter"] + shape + tone)
        return composed if len(composed) == 1 else letter[0]

    text = _VIQR_D.sub(lambda d: "Đ" if d[0][0] == "D" else "đ", text)
    return _VIQR_ESCAPED.sub(r"\1", _VIQR_LETTER.sub(compose, text))


LEGACY_ENCODINGS = {
    "TCVN3": LegacyEncoding("vi", _from_tcvn3),
    "VNI": LegacyEncoding("vi", _from_vni),
    "VISCII": LegacyEncoding("vi", _from_viscii),
    "VIQR": LegacyEncoding("vi", _from_viqr),
}
