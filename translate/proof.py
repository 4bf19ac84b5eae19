"""Tests that another translation repairs a sentence, rather than only silences a finding.

A repair is kept if its finding goes, no other comes, it leaves no more of the source uncovered, the model
finds it nearly as likely, and a model that translates back finds the source more likely given it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from translate import reverse
from translate.coverage import compare
from translate.losses import content_words, drops
from translate.types import Finding


@dataclass(frozen=True, slots=True)
class Margins:
    """Least change of a token's mean log-probability that a repair may bring.

    Attributes:
        forward: of the English, given the source.
        reverse: of the source, given the English.
    """

    forward: float
    reverse: float


# Calibrated as a set on the repairs of 300 even and 300 odd lines of each evaluation set; rerun
# `python -m bench.repair` after any change. Another English of the whole sentence must make the source
# plainly more likely; one with a name or number put in, which the models often do not know, no less likely.
WHOLE = Margins(forward=-0.25, reverse=0.2)
EDITED = Margins(forward=-0.6, reverse=0.0)
# Nothing makes a source as likely as its own words left in the English, and a person's term may be rare.
LEFT = -1.0
# Without a reverse model.
WHOLE_ALONE, EDITED_ALONE = -0.5, -1.0
# How much more of source and English may be without a counterpart in the lexicon, in natural
# logarithms: less than one word that has one as a rule.
MOST_UNCOVERED = 1.0
# What these find wrong is that there are too many words, or that an end is missing.
LOOPING = ("repetition", "cut", "length")


@dataclass(frozen=True)
class Examined:
    """An English of a sentence and what the checks find in it.

    Attributes:
        text: the English.
        findings: of the checks.
    """

    text: str
    findings: Sequence[Finding]


def is_sounder(source: str, before: Examined, after: Examined, language: str) -> bool:
    """Tell whether another English has no finding of a kind that it had not, and covers no less.

    Args:
        source: the sentence.
        before: its English so far.
        after: another English.
        language: ISO 639-1 code of the sentence.
    """
    old, new = (Counter(f.check for f in one.findings) for one in (before, after))
    if new - old:
        return False
    if honours_a_term(before, after):
        return True  # The lexicon need not know the person's own term.
    # What is unrelated or loops has words of chance.
    if any(name in (*LOOPING, "contents") for name in old):
        return True
    was, now = (_uncovered(source, one.text, language) for one in (before, after))
    return now <= was + MOST_UNCOVERED


def honours_a_term(before: Examined, after: Examined) -> bool:
    """Tell whether another English has a term of the glossary that was missing."""
    old, new = (sum(f.check == "glossary" for f in one.findings) for one in (before, after))
    return new < old


def says_less(before: Examined, text: str) -> bool:
    """Tell whether another translation lacks content words, with none in their place.

    Leaving out a word that is not translated, or spelling it otherwise, silences its finding and
    repairs nothing. What loops may lose any words.
    """
    if any(finding.check in LOOPING for finding in before.findings):
        return False
    wanted = len(content_words(before.text))
    if len(content_words(text)) < wanted - max(1, wanted // 10):
        return True
    left = [s for f in before.findings if f.check == "untranslated" for s in f.target]
    return drops(before.text, text, left)


def margins(findings: Sequence[Finding]) -> Margins:
    """Return the margins that another English of a whole sentence must keep.

    Args:
        findings: of its English so far.
    """
    checks = {finding.check for finding in findings}
    return Margins(
        # The model finds what loops likely.
        forward=WHOLE_ALONE if checks & set(LOOPING) else WHOLE.forward,
        reverse=LEFT if checks & {"untranslated", "glossary"} else WHOLE.reverse,
    )


def gains(source: str, before: str, others: Sequence[str], language: str) -> list[float] | None:
    """Return how much more likely each English makes the source than the one so far does.

    Args:
        source: the sentence.
        before: its English so far.
        others: other English of it.
        language: ISO 639-1 code of the sentence.

    Returns:
        Differences of the mean log-probability of a source token; None where no model translates back.
    """
    scores = reverse.scores([source] * (len(others) + 1), [before, *others], language)
    return None if scores is None else [score - scores[0] for score in scores[1:]]


def _uncovered(source: str, text: str, language: str) -> float:
    found = compare(source, text, language)
    return sum(word.surprise for word in (*found.source, *found.target))
