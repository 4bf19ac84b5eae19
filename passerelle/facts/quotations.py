"""Quotations: what is between quotation marks."""

import re

from passerelle.facts.types import Fact
from passerelle.languages.tokens import fold

# A quotation ends where its mark closes; one that never closes is none. Inner marks of another kind stay.
_QUOTATION = re.compile(r"«([^«»]{1,2000})»|“([^“”]{1,2000})”|„([^„“”]{1,2000})[“”]|\"([^\"]{1,2000})\"")


def find_quotations(text: str) -> list[Fact]:
    """Return the quotations of a text in order; the value is the words, folded, without marks.

    Words in quotation marks in two languages have no common form: of these, that a text quotes, and
    how often, is what can be compared.

    Args:
        text: in composed form.
    """
    facts = []
    for match in _QUOTATION.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        value = " ".join(re.findall(r"\w+", fold(inner)))
        if value:
            facts.append(Fact("quotation", match.start(), match.end(), match.group(), value))
    return facts
