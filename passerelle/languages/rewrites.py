"""Short forms and how they are written out, so that a translation model and the checks read the same."""

import re
from collections.abc import Callable
from decimal import Decimal

Rewrite = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)*"


def _fixed(pattern: str, words: str, flags: int = 0) -> Rewrite:
    return re.compile(pattern, flags), lambda match: match.expand(words)


def _thousands(mark: str, unit: str) -> Callable[[re.Match[str]], str]:
    """Write `20 k€` as `20 000 euros`, with the language's mark between the groups of three digits."""

    def written(match: re.Match[str]) -> str:
        value = 1000 * Decimal(re.sub(rf"{_SPACE}|\.(?=\d{{3}}$)", "", match["number"]).replace(",", "."))
        if value != value.to_integral_value():
            return match.group()
        return f"{value:,.0f}".replace(",", mark) + match.expand(unit)

    return written


def _clock(match: re.Match[str]) -> str:
    """Write an hour of the day as `9:30`, which no model takes for an evening."""
    if int(match["hour"]) > 24 or int(match["minute"] or 0) > 59:
        return match.group()
    return f"{match['cue']}{int(match['hour'])}:{match['minute'] or '00'}"


_SCALED = r"(?<=\d)\s?"
_CURRENCIES = (
    ("€", "euros"),
    (r"\$(?!\s?[A-Z])", "dollars"),
    ("£", "livres"),
    (r"(?:CHF|FS)\b", "francs suisses"),
    (r"(?:EUR)\b", "euros"),
    (r"(?:USD)\b", "dollars"),
)
_CUE = (
    r"(?P<cue>\b(?:[àÀ]|[vV]ers|[dD]ès|[aA]vant|[aA]près|[jJ]usqu['’]à|[eE]ntre|[dD]epuis|[iI]l (?:est|était)"
    r"|[dD]e \d{1,2}(?::\d\d|\s?h(?:\s?\d\d)?|\s?heures?) à|entre \d{1,2}:\d\d et)\s)"
)
_NO_DURATION = r"(?!\s(?:de (?:route|vol|marche|voiture|train|vélo|trajet|travail|Paris|là)|plus|par)\b)"
FRENCH: tuple[Rewrite, ...] = (
    *(
        rewrite
        for sign, name in _CURRENCIES
        for rewrite in (
            _fixed(rf"{_SCALED}(?:M|m)\s?{sign}", f" millions {'d’' if name == 'euros' else 'de '}{name}"),
            _fixed(
                rf"{_SCALED}(?:Mds?|Mrds?|mds?|mrds?|Mias?|mias?)\.?\s?{sign}",
                f" milliards {'d’' if name == 'euros' else 'de '}{name}",
            ),
            (re.compile(rf"(?P<number>{_NUMBER})\s?[kK]\s?{sign}"), _thousands(" ", f" {name}")),
        )
    ),
    _fixed(rf"{_SCALED}M(?=\sd(?:e\s|['’]))", " millions"),
    _fixed(rf"{_SCALED}(?:Mds?|Mrds?|mds?|mrds?|Mias?|mias?)\.?(?=\sd(?:e\s|['’]))", " milliards"),
    (re.compile(rf"(?P<number>{_NUMBER})\s?[kK](?=\sd(?:e\s|['’])|\seuros?\b)"), _thousands(" ", "")),
    _fixed(r"(?<=\d)\s?€(?=\s(?:le|la|les|l['’]|par|pièce)\b)", " euros"),
    (re.compile(rf"{_CUE}(?P<hour>\d{{1,2}})\s?[hH](?:\s?(?P<minute>\d\d))?(?!\w){_NO_DURATION}"), _clock),
    (
        re.compile(
            rf"{_CUE}(?<!depuis\s)(?P<hour>\d{{1,2}})\sheures?(?:\s(?P<minute>\d\d))?(?!\w)"
            r"(?!\s(?:d['’]|de|du|et|moins|par|plus)\b)"
        ),
        _clock,
    ),
    (
        re.compile(
            r"(?P<cue>\b[dD]e\s)(?P<hour>\d{1,2})\s?h(?:\s?(?P<minute>\d\d))?"
            r"(?=\sà\s\d{1,2}[\s:h]|\sà midi|\sà minuit)"
        ),
        _clock,
    ),
)
_VIETNAMESE_PART = r"(?!\s(?:sáng|trưa|chiều|tối|đêm|khuya|kém|rưỡi|đồng hồ|liền|bay|làm|lái|mỗi)\b)"
VIETNAMESE: tuple[Rewrite, ...] = (
    _fixed(r"(?<=\d)\s?trđ\b", " triệu đồng"),
    _fixed(r"(?<=\d)\s?(?:tr)(?=\s(?:đồng|đ|VND|VNĐ|USD|người|lượt)\b)", " triệu"),
    _fixed(r"(?<=\d)\s?[kK]\s?(?=(?:đồng|đ|VND|VNĐ)\b)", " nghìn "),
    _fixed(r"(?<=\d)\s?tỉ(?!\w)", " tỷ"),
    (
        re.compile(
            r"(?P<cue>\b(?:[lL]úc|[vV]ào|[tT]ừ|[đĐ]ến|[tT]ới|[tT]rước|[hH]ồi)\s)"
            rf"(?P<hour>\d{{1,2}})\s?(?:h|giờ)(?:\s?(?P<minute>\d\d)(?:\s?phút\b)?)?(?!\w){_VIETNAMESE_PART}"
        ),
        _clock,
    ),
    (
        re.compile(
            r"(?P<cue>)(?<!\w)(?P<hour>\d{1,2})\s?(?:h|giờ)(?:\s?(?P<minute>\d\d)(?:\s?phút\b)?)?"
            r"(?=,?\s(?:ngày|hôm|thứ|sáng nay|chiều nay|tối nay)\b)"
        ),
        _clock,
    ),
    _fixed(r"(?<=\d)\s?[hH](?=\s(?:sáng|trưa|chiều|tối|đêm)\b)", " giờ"),
)
