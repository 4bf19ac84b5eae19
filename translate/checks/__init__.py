"""Checks of a translated sentence: what a person should look at, and what repair tries to mend.

A check looks at one point and says what it sees in one sentence, with the words it is about. None of
them knows whether a translation is right; each is made to stay silent on nearly every translation by
a person (`python -m bench.checks` measures how silent).
"""

from collections.abc import Iterable, Mapping

from translate.checks import language as words
from translate.checks import shape, values
from translate.checks.pair import Check, Pair
from translate.types import CheckName, Finding

CHECKS: tuple[Check, ...] = (
    shape.cut,
    values.numbers,
    values.dates,
    values.names,
    words.negation,
    shape.repetition,
    words.untranslated,
    words.invented,
    shape.length,
    shape.quotes,
)
# How much worse a finding makes a translation: what misinforms weighs most, then what cannot be read.
_WEIGHTS: dict[CheckName, float] = {
    "cut": 4,
    "repetition": 4,
    "number": 3,
    "date": 3,
    "name": 3,
    "negation": 3,
    "length": 2,
    "untranslated": 2,
    "glossary": 2,
    "quotes": 1,
    # For a person to see: other hypotheses have a real but wrong word in its place as often as the right
    # one, and that cannot be seen.
    "invented": 0,
}


def check(
    source: str,
    target: str,
    language: str,
    *,
    truncated: bool = False,
    terms: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Check one segment.

    Args:
        source: a source segment.
        target: its English.
        language: of `source`, ISO 639-1 code. Where there is no table for it, what needs none is
            checked: digits, names in Latin script, marks, loops, length, the end.
        truncated: a length limit of the model was hit.
        terms: English words that a glossary wants by the source words, where they are no mistake.

    Returns:
        What is to be looked at, the most serious kind first; empty where nothing is.
    """
    folded = {term.casefold(): wanted for term, wanted in (terms or {}).items()}
    pair = Pair(source, target, language, truncated, folded)
    return tuple(finding for one in CHECKS for finding in one(pair))


def penalty(findings: Iterable[Finding]) -> float:
    """How bad findings are together, to compare translations of the same segment.

    Args:
        findings: of one translation.

    Returns:
        0 where there are none; lower is better.
    """
    return sum(_WEIGHTS[finding.check] for finding in findings)


__all__ = ["CHECKS", "Check", "Pair", "check", "penalty"]
