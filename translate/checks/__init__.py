"""Checks of a translated segment; their findings are shown to the reader and guide repair.

A check looks at one aspect and reports each problem in one sentence, with the words concerned. No check
can know whether a translation is right; each is tuned to report nothing on nearly every human
translation (`python -m bench.checks` measures the false alarms). To add a check, write its function
and add a row to `CHECKS`.
"""

from collections.abc import Iterable

from passerelle.console import log_fault
from passerelle.errors import shortage
from translate.checks import (
    amounts,
    antonyms,
    certainty,
    contents,
    degree,
    negation,
    shape,
    signs,
    terms,
    values,
    verbs,
)
from translate.checks import language as words
from translate.checks.base import Check, CheckedPair
from translate.terms import Occurrence
from translate.types import Finding

# In the order in which findings are reported. Weights: errors that misinform weigh most, then those
# that make the English unreadable. An invented word weighs nothing, so that it does not make repair prefer
# another hypothesis, which has a wrong word in its place as often as the right one (see `translate.madeup`).
CHECKS = (
    Check("cut", "the end", 4, True, shape.cut, tag="cut off"),
    Check("number", "the number", 3, False, values.numbers),
    Check("date", "the date", 3, False, values.dates),
    Check("name", "the names", 3, False, values.names, tag="name missing"),
    Check("negation", "the negation", 3, True, negation.negation),
    Check("repetition", "for repeats", 4, True, shape.repetition, tag="repeats itself"),
    Check(
        "untranslated",
        "for untranslated words",
        2,
        True,
        words.untranslated,
        tag="not translated",
        words_only=True,
    ),
    Check("invented", "for unknown words", 0, True, words.invented, tag="unknown word", words_only=True),
    Check("sign", "the signs", 2, False, signs.signs),
    Check("address", "the addresses", 3, False, signs.addresses),
    Check("currency", "the currency", 3, False, amounts.currency),
    Check("hour", "the hour", 3, False, amounts.hour),
    Check("certainty", "how certain it is", 1, False, certainty.certainty),
    Check("spelling", "the source's spelling", 0, False, certainty.spelling),
    Check("opposite", "for the opposite", 3, True, antonyms.antonyms, tag="perhaps the opposite"),
    Check("degree", "the comparison", 3, True, degree.degree),
    Check(
        "contents", "for missing or added words", 2, False, contents.contents, tag="words missing or added"
    ),
    Check("verb", "for a missing verb", 2, False, verbs.verb, tag="verb missing"),
    Check("length", "for missing words", 2, False, shape.length, tag="words missing"),
    Check("quotes", "the quotes", 1, False, shape.quotes),
    Check("glossary", "the glossary", 2, False, terms.glossary),
)
# The finding on a sentence for which a check, or the translation itself, raised an error. Its weight is 0,
# since repair could not examine another hypothesis either.
UNEXAMINED = Check("unexamined", "the whole sentence", 0, True, lambda pair: iter(()))
_BY_NAME = {one.name: one for one in (*CHECKS, UNEXAMINED)}


def check(
    source: str,
    target: str,
    language: str,
    *,
    truncated: bool = False,
    occurrences: Iterable[Occurrence] = (),
) -> tuple[Finding, ...]:
    """Run all checks on one segment.

    If a check raises an error, which is a bug, the others still run; the finding `unexamined` names it.

    Args:
        source: a source segment.
        target: its English.
        language: ISO 639-1 code of `source`. For a language without word tables, only checks that need none
            run: digits, marks, signs, addresses, invented words, repetition, length, a missing end.
        truncated: whether the model hit a length limit.
        occurrences: the glossary's terms in `source`; their English counts as correct.

    Returns:
        The findings, in the order of `CHECKS`; empty if there are none.
    """
    pair = CheckedPair(source, target, language, truncated, tuple(occurrences))
    findings: list[Finding] = []
    failed: list[str] = []
    for one in CHECKS:
        try:
            findings += one.run(pair)
        except Exception as error:
            if shortage(error):
                raise
            log_fault(f"the check {one.name}")
            failed.append(one.label)
    if failed:
        findings.append(unexamined(", ".join(failed)))
    return tuple(findings)


def unexamined(what: str = "") -> Finding:
    """Return the finding that a sentence could not be examined.

    Args:
        what: the labels of the checks that failed; empty if the sentence could not be translated.
    """
    problem = f"could not be examined ({what})" if what else "could not be translated and was left as it is"
    return Finding(UNEXAMINED.name, f"This sentence {problem}; compare it with the source.")


def penalty(findings: Iterable[Finding]) -> float:
    """Return the total weight of findings, to compare translations of the same segment.

    Args:
        findings: all findings of one translation.

    Returns:
        0 if there are none; lower is better.
    """
    return sum(_BY_NAME[finding.check].weight for finding in findings)


def tag(name: str) -> str:
    """Return the remark on a sentence with a finding of a check, given the check's name."""
    known = _BY_NAME.get(name)
    return (known.tag or f"check {known.label}") if known else f"check {name}"


def concerns_only_words(finding: Finding) -> bool:
    """Return whether a finding concerns only its words, so that the rest of the sentence may be fine."""
    known = _BY_NAME.get(finding.check)
    return known is not None and known.words_only


def blocks_brief(findings: Iterable[Finding]) -> bool:
    """Return whether findings make a segment unfit for a brief."""
    return any(_BY_NAME[finding.check].blocks_brief for finding in findings)


__all__ = [
    "CHECKS",
    "Check",
    "CheckedPair",
    "blocks_brief",
    "check",
    "concerns_only_words",
    "penalty",
    "tag",
]
