"""Short forms and how they are written out, so that a translation model and the checks read the same text."""

import re
from collections.abc import Callable
from decimal import Decimal

Rewrite = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_SPACE = "[ \u00a0\u202f\u2009]"
NUMBER = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)*"


def fixed(pattern: str, words: str, flags: int = 0) -> Rewrite:
    """Return the rewrite that replaces a pattern with words, which may refer to the groups of its match."""
    return re.compile(pattern, flags), lambda match: match.expand(words)


def thousands(mark: str, unit: str) -> Callable[[re.Match[str]], str]:
    """Return a function that writes `20 k€` as `20 000 euros`, with this mark between groups of digits."""

    def written(match: re.Match[str]) -> str:
        value = 1000 * Decimal(re.sub(rf"{_SPACE}|\.(?=\d{{3}}$)", "", match["number"]).replace(",", "."))
        if value != value.to_integral_value():
            return match.group()
        return f"{value:,.0f}".replace(",", mark) + match.expand(unit)

    return written


def clock(match: re.Match[str]) -> str:
    """Write an hour of the day as `9:30`, which models do not mistake for an evening."""
    if int(match["hour"]) > 24 or int(match["minute"] or 0) > 59:
        return match.group()
    return f"{match['cue']}{int(match['hour'])}:{match['minute'] or '00'}"
