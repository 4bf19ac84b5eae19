"""Pairs of quotation marks and brackets."""

import re

_PAIRS = {"«": "»", "“": "”", "„": "”“", "‹": "›", "‘": "’", "(": ")", "[": "]", '"': '"'}
_OPENERS = {closer: "".join(o for o, c in _PAIRS.items() if closer in c) for closer in "»”“›’)]"}
_MARK = re.compile('[«»“”„‹›‘’()\\[\\]"]')


def matched(text: str) -> dict[int, int]:
    """Map the offset of each closing quotation mark or bracket in a text to that of its opener."""
    openers: dict[int, int] = {}
    open_marks: list[int] = []
    waiting = dict.fromkeys(_PAIRS, 0)
    for match in _MARK.finditer(text):
        i, mark = match.start(), match.group()
        opens = mark in _PAIRS
        if mark == '"':
            opens = _opens(text, i, bool(waiting[mark]))
            candidates = "" if opens else mark
        elif mark == "’" and text[i + 1 : i + 2].isalnum():
            continue  # An apostrophe.
        else:
            candidates = _OPENERS.get(mark, "")
        if any(waiting[opener] for opener in candidates):
            while True:
                opener = open_marks.pop()
                waiting[text[opener]] -= 1
                if text[opener] in candidates:
                    break
            openers[i] = opener
        elif opens:
            open_marks.append(i)
            waiting[mark] += 1
    return openers


def _opens(text: str, i: int, waiting: bool) -> bool:
    """Return whether the straight quotation mark at `i` opens; `waiting` if one before it is open."""
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    spaced_before, spaced_after = not before or before.isspace(), not after or after.isspace()
    if after and after in ",.;:!?)":
        return False
    if waiting:
        return spaced_before and not spaced_after
    return spaced_before or not (spaced_after or before.isalnum())
