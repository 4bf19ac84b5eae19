"""Mask addresses, handles and codes with unused names, so that a model copies them.

A translation model copies a short code such as `X1` and builds the sentence around it, where it would
garble an address. This follows the placeholders for named entities of Luong et al. 2015
(https://aclanthology.org/P15-1002) and Crego et al. 2016 (https://arxiv.org/abs/1610.05540).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from passerelle import facts, languages
from passerelle.spans import Span
from passerelle.urls import WEB_ADDRESS

# Maximum per text: no sentence of prose has more, and a list of only such items is copied (`translate.plan`).
MOST_MASKS = 12
# Top-level domains of addresses without `https://`: those usual in news, and countries.
_DOMAINS = (
    "com|net|org|info|gouv|gov|edu|int|eu|io|tv|app|dev|ai|news|media|online|site|shop|blog|paris|bzh|corsica|alsace"
    "|ac|ad|ae|ar|asia|at|be|bg|bj|br|by|ca|cc|cd|cf|cg|ch|ci|cl|cm|cn|co|cz|de|dj|dk|dz|ee|eg|fi|fm|fr|ga|ge"
    "|gf|gp|gr|hk|hr|ht|hu|id|ie|il|in|ir|is|it|jp|ke|kh|kr|li|lt|lu|lv|ly|ma|mc|md|me|mg|ml|mn|mq|mu|mx|my|nc|ng"
    "|nl|no|nz|pe|pf|ph|pk|pl|pm|pt|qa|qc|re|ro|rs|ru|rw|sg|si|sk|sn|td|tg|th|tn|tr|tw|ua|ug|uk|us|uy|vn|wf|xyz"
    "|yt|za"
)
_FILES = "pdf|docx?|xlsx?|pptx?|odt|csv|txt|zip|jpe?g|png|gif|svg|mp[34]|exe|apk|json|xml|html?|py|js"
PROTECTED = re.compile(
    rf"{WEB_ADDRESS.pattern}"
    # E-mail.
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    # An address without https://, perhaps with a path; a file.
    rf"|(?<![\w@./-])(?:[^\W_](?:[\w-]{{0,61}}\w)?\.){{1,4}}(?:{_DOMAINS})(?![\w-]|\.\w)(?:/[^\s<>\"«»“”|()]*(?<![.,;:!?…'’]))?"
    rf"|(?<![\w@/-])[\w-]{{1,60}}\.(?:{_FILES})(?![\w-]|\.\w)"
    # Handles and tags.
    r"|(?<![\w@#&/.])[@#](?=\w{0,60}[^\W\d])\w{1,60}(?:[.-]\w+){0,3}"
    # Versions and IP addresses; French articles of law; Vietnamese and European acts.
    r"|(?<![\w.,])(?!\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d))v?\d{1,4}(?:\.\d{1,4}){2,4}(?![\w]|[.,]\d)(?!\.\d)(?<!\.\d{3})"
    r"|(?<![\w.])(?:[ALDR]\.?\s?\*?\s?)\d{1,4}(?:-\d{1,4}){1,3}(?!\w)"
    r"|(?<![\w/])\d{1,4}/(?:\d{4}/)?(?:[A-ZĐ]{2,}[\w-]*)(?:/[\w-]+)*"
    # Number plates.
    r"|(?<![\w-])[A-Z]{2}-\d{3}-[A-Z]{2}(?![\w-])"
    # Telephone numbers.
    r"|(?<![\w+])(?:\+\d{2,3}|0)[ .]?\d(?:[ .]\d{2}){4}(?!\w|[ .]\d)",
    re.IGNORECASE,
)
# Matches of `PROTECTED` that must have capitals, and their forms in any case.
_CASED = re.compile(r"(?:[ALDR]\.?\s?\*?\s?)\d|\d{1,4}/(?:\d{4}/)?[A-ZĐ]{2,}|[A-Z]{2}-\d{3}-[A-Z]{2}")
_AMBIGUOUS = re.compile(r"(?i:[aldr]\.?\s?\*?\s?)\d|\d{1,4}/(?:\d{4}/)?\w|(?i:[a-z]{2}-\d{3}-)")
# Signs and emoji, with joiners and variation selectors.
SYMBOL = re.compile(
    r"[\u2190-\u21ff\u2200-\u22ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff§†‡¶©®™℗№℃℉‰‱¤]"
    r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
)


@dataclass(frozen=True, slots=True)
class Mask:
    """A range of a source that is hidden from the model.

    Attributes:
        span: where it is.
        english: its replacement in the English.
    """

    span: Span
    english: str


def protected(text: str) -> list[Mask]:
    """Return addresses, handles and codes, in order; each is copied unchanged."""
    found = []
    for match in PROTECTED.finditer(text):
        words = match.group()
        if _AMBIGUOUS.match(words) and not _CASED.match(words):
            continue
        found.append(Mask(Span(match.start(), match.end()), words))
    return found


# Dollars of other countries, and the English prefix of the amount.
_DOLLARS = re.compile(
    r"(?P<number>\d[\d \u00a0\u202f.,]{0,30})\s?\$\s?(?P<land>CAN?|can\b\.?|AU|NZ|HK|SG|TW)(?!\w)"
    r"|(?P<before>(?:CA|A|C|NZ|HK|S|NT)\$)\s?(?P<after>\d[\d.,]*\d|\d)"
)
_LANDS = {"CA": "C$", "CAN": "C$", "can": "C$", "AU": "A$", "NZ": "NZ$", "HK": "HK$", "SG": "S$", "TW": "NT$"}
# An exchange rate, whose decimal comma models do not convert.
_RATE = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{4,8})(?![\d.,])")
_BELOW_NOUGHT = re.compile(r"[-−–]\s?\d")


def amounts(text: str, language: str) -> list[Mask]:
    """Return numbers that models misread: negative ones, many decimals, and dollars of some countries.

    Args:
        text: a source.
        language: ISO 639-1 code; for a language without a record, only dollars are found.
    """
    masks = []
    for match in _DOLLARS.finditer(text):
        sign = match["before"] or _LANDS.get(match["land"].rstrip("."), "$")
        number = match["after"] or re.sub(
            r"[ \u00a0\u202f](?=\d{3})", ",", match["number"].strip().replace(",", ".")
        )
        masks.append(Mask(Span(match.start(), match.end()), f"{sign}{number}"))
    record = languages.get(language)
    if record is None:
        return masks
    table = record.numerals
    if table.point == ",":
        masks += [Mask(Span(m.start(), m.end()), f"{m[1]}.{m[2]}") for m in _RATE.finditer(text)]
    if (table.minus and table.minus in text.casefold()) or _BELOW_NOUGHT.search(text):
        for fact in facts.find(text, language, ("number",)):
            number, _, unit = fact.value.partition(" ")
            if number.startswith("-"):
                words = re.escape("|".join(table.degrees)).replace(r"\|", "|") or "°"
                end = re.search(rf"\s*(?:°|%|(?:{words})\b)", fact.text)
                length = end.start() if end else len(fact.text)
                if end or not unit:
                    masks.append(Mask(Span(fact.start, fact.start + length), number))
    return merged(masks)


def symbols(text: str) -> list[Mask]:
    """Return runs of signs and emoji, in order."""
    runs: list[Span] = []
    for match in SYMBOL.finditer(text):
        if runs and runs[-1].end == match.start():
            runs[-1] = Span(runs[-1].start, match.end())
        else:
            runs.append(Span(match.start(), match.end()))
    return [Mask(run, text[run.start : run.end]) for run in runs]


def cover(text: str, masks: Sequence[Mask]) -> tuple[str, dict[str, str]] | None:
    """Replace masks with meaningless names.

    Args:
        text: a source.
        masks: in order, without overlap.

    Returns:
        The text, and the English by name; None if there are too many masks.
    """
    if not masks or len(masks) > MOST_MASKS:
        return None
    names = (f"X{n}" for n in range(1, 100) if not re.search(rf"X{n}(?!\d)", text, re.IGNORECASE))
    known: dict[str, str] = {}
    parts: list[str] = []
    position = 0
    for mask in masks:
        name = next(names)
        known[name] = mask.english
        parts += [text[position : mask.span.start], name]
        position = mask.span.end
    return "".join([*parts, text[position:]]), known


def uncover(text: str, known: dict[str, str]) -> str | None:
    """Replace the names with the English of their masks; return None if one is missing or occurs twice."""
    found = re.findall(r"(?<!\w)X\d{1,2}(?!\w)", text)
    if sorted(name for name in found if name in known) != sorted(known):
        return None
    return re.sub(r"(?<!\w)X\d{1,2}(?!\w)", lambda match: known.get(match.group(), match.group()), text)


def merged(groups: Iterable[Mask]) -> list[Mask]:
    """Return masks in order, without those that overlap an earlier one."""
    kept: list[Mask] = []
    for mask in sorted(groups, key=lambda mask: (mask.span.start, -mask.span.end)):
        if not kept or mask.span.start >= kept[-1].span.end:
            kept.append(mask)
    return kept
