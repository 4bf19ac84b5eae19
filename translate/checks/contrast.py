"""Negate or affirm English, to compare how probable the source is given either version."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from passerelle.spans import Span

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|will|would|can|could|should|must|may|might|does|did|do)\b"
    r"|(?<=[a-z])['’](?:s|re|ve|ll|d|m)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
# The affirmative forms of negative words; others are left out.
_AFFIRMATIVE: Mapping[str, str] = MappingProxyType(
    {
        "cannot": "can",
        "neither": "either",
        "nobody": "somebody",
        "none": "some",
        "nor": "or",
        "nothing": "something",
        "nowhere": "somewhere",
        "without": "with",
    }
)
_CONTRACTED: Mapping[str, str] = MappingProxyType({"ca": "can", "wo": "will", "sha": "shall", "ai": "is"})


def affirmed(text: str, negation: Span) -> str:
    """Return an English sentence without a negation.

    Args:
        text: the sentence.
        negation: the negation, as found by `passerelle.facts.negations`.
    """
    word = text[negation.start : negation.end].casefold()
    if word.endswith(("n't", "n’t")):
        left = text[negation.start : negation.end - 3]
        put = _CONTRACTED.get(left.casefold(), left)
    else:
        put = _AFFIRMATIVE.get(word, "")
    return _SPACE.sub(" ", f"{text[: negation.start]}{put}{text[negation.end :]}").strip()


def negated(text: str, share: float) -> str:
    """Return an English sentence with `not` after the nearest auxiliary, or else in front of a word.

    Args:
        text: the sentence.
        share: where the negation should be, from 0 for the start to 1 for the end.
    """
    wanted = share * len(text)
    places = [match.end() for match in _AUXILIARY.finditer(text)]
    places = places or [match.start() for match in _SPACE.finditer(text)] or [0]
    place = min(places, key=lambda at: abs(at - wanted))
    return f"{text[:place]} not {text[place:].lstrip()}".strip()
