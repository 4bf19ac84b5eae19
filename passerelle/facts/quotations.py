"""Find quotations: text between quotation marks."""

import re

from passerelle.facts.types import Fact
from passerelle.languages.tokens import fold

# A quotation ends at its closing mark; without one, it does not count. Inner marks of another kind are kept.
_QUOTATION = re.compile(r"«([^«»]{1,2000})»|“([^“”]{1,2000})”|„([^„“”]{1,2000})[“”]|\"([^\"]{1,2000})\"")


def find_quotations(text: str) -> list[Fact]:
    """Return the quotations of a text in order; the value is the words, folded, without marks.

    Quoted words in two languages have no common form, so only the presence and number of quotations
    can be compared.

    Args:
        text: a text in composed form (NFC).
    """
    facts = []
    for match in _QUOTATION.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        value = " ".join(re.findall(r"\w+", fold(inner)))
        if value:
            facts.append(Fact("quotation", match.start(), match.end(), match.group(), value))
    return facts
