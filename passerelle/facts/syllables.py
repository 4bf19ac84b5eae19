"""Vietnamese syllables, which may form names in a text in any language."""

import re
from collections.abc import Sequence

from passerelle.languages import LANGUAGES
from passerelle.languages.tokens import fold

_RULES = [record.names for record in LANGUAGES.values() if record.names.syllabic]
SURNAMES = frozenset[str]().union(*(rules.surnames for rules in _RULES))
MORE_SURNAMES = frozenset[str]().union(*(rules.more_surnames for rules in _RULES))
# Points of the compass, which are capitalized in the names of regions.
QUARTERS = frozenset[str]().union(*(rules.quarters for rules in _RULES))
PLAIN_SURNAMES = frozenset(map(fold, SURNAMES | MORE_SURNAMES))
SYLLABLE = re.compile("|".join(rules.syllable for rules in _RULES))


def is_vietnamese(words: Sequence[str]) -> bool:
    """Return whether folded words are the name of a Vietnamese person: a surname, then syllables."""
    if not 2 <= len(words) <= 5 or words[0] not in PLAIN_SURNAMES:
        return False
    return all(SYLLABLE.fullmatch(word) for word in words)


def is_accented(name: str) -> bool:
    """Return whether a name has up to four syllables and a diacritic, which its English spelling drops."""
    words = name.casefold().split()
    return not name.isascii() and len(words) <= 4 and all(map(SYLLABLE.fullmatch, words))


def is_of_syllables(value: str) -> bool:
    """Return whether a name's value is two to four Vietnamese syllables, none of them a transcription.

    Args:
        value: folded words; `da nang`, but not `xi jinping`.
    """
    words = value.split()
    return 2 <= len(words) <= 4 and all(map(SYLLABLE.fullmatch, words))
