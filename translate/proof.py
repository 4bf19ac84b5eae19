"""Test that another translation repairs a sentence rather than merely silencing a finding.

A repair is kept if its finding disappears, no new one appears, no more of the source is left uncovered, the
model finds it nearly as likely, and a reverse model finds the source more likely given the repair.
"""

from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from translate import reverse
from translate.coverage import uncovered
from translate.losses import content_words, drops
from translate.types import Finding


@dataclass(frozen=True, slots=True)
class Margins:
    """Minimum change in mean log-probability per token that a repair must reach.

    Attributes:
        forward: change for the English, given the source.
        reverse: change for the source, given the English.
    """

    forward: float
    reverse: float


# Calibrated as a set on the repairs of 300 even and 300 odd lines of each evaluation set; rerun
# `python -m bench.repair` after any change. Another translation of the whole sentence must make the source
# clearly more likely; one with an inserted name or number, which the models often do not know, must not make
# it less likely.
WHOLE = Margins(forward=-0.25, reverse=0.2)
EDITED = Margins(forward=-0.6, reverse=0.0)
# The reverse margin for English with untranslated source words, which always make the source more likely, and
# for a user's term, which may be rare.
LEFT = -1.0
# The forward margin for English in place of a word that does not exist.
MADE_UP = -0.3
# Margins without a reverse model.
WHOLE_ALONE, EDITED_ALONE = -0.5, -1.0
# How much more of source and English may lack a counterpart in the lexicon, in natural logarithms: less than
# one word that usually has one.
MOST_UNCOVERED = 1.0
# Findings about too many words or a missing end.
LOOPING = ("repetition", "cut", "length")


@dataclass(frozen=True)
class Examined:
    """A translation of a sentence, and the findings of the checks.

    Attributes:
        text: the English.
        findings: the findings of the checks.
    """

    text: str
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Question:
    """A question: how much more likely other translations make a sentence than its current one does.

    Attributes:
        source: the sentence.
        before: its current English.
        others: other translations of it.
    """

    source: str
    before: str
    others: tuple[str, ...]


# The differences in mean log-probability per source token; None without a reverse model.
Gains = list[float] | None
# A repair step of one sentence, which asks questions and is sent the answers.
Step = Generator[Question, Gains, None]


def is_sounder(source: str, before: Examined, after: Examined, language: str) -> bool:
    """Return whether another translation has no more findings of any kind and covers no less of the source.

    Args:
        source: the sentence.
        before: its current English.
        after: another English.
        language: ISO 639-1 code of the sentence.
    """
    old, new = (Counter(f.check for f in one.findings) for one in (before, after))
    if new - old:
        return False
    if has_fewer(before, after, "glossary"):
        return True  # The lexicon may not know the user's own term.
    # Unrelated or looping output matches words by chance.
    if any(name in (*LOOPING, "contents") for name in old):
        return True
    was, now = (uncovered(source, one.text, language) for one in (before, after))
    return now <= was + MOST_UNCOVERED


def has_fewer(before: Examined, after: Examined, *checks: str) -> bool:
    """Return whether another translation has fewer findings of these checks."""
    old, new = (sum(f.check in checks for f in one.findings) for one in (before, after))
    return new < old


def says_less(before: Examined, text: str) -> bool:
    """Return whether another translation lacks content words without replacing them.

    Leaving out an untranslated word, or spelling it differently, silences its finding but repairs nothing. A
    looping translation may lose any words.
    """
    if any(finding.check in LOOPING for finding in before.findings):
        return False
    wanted = len(content_words(before.text))
    if len(content_words(text)) < wanted - max(1, wanted // 10):
        return True
    left = [s for f in before.findings if f.check == "untranslated" for s in f.target]
    return drops(before.text, text, left)


def margins(findings: Sequence[Finding]) -> Margins:
    """Return the margins that another translation of a whole sentence must reach.

    Args:
        findings: the findings in its current English.
    """
    checks = {finding.check for finding in findings}
    return Margins(
        # Models assign loops a high probability.
        forward=WHOLE_ALONE if checks & set(LOOPING) else WHOLE.forward,
        reverse=LEFT if checks & {"untranslated", "glossary"} else WHOLE.reverse,
    )


def gains(questions: Sequence[Question], language: str) -> list[Gains]:
    """Return how much more likely each translation makes its source than the current one does.

    Args:
        questions: sentences with their translations; all of them are scored in one batch.
        language: ISO 639-1 code of the sentences.

    Returns:
        For each question the differences in mean log-probability per source token; None if there is no
        reverse model.
    """
    sources = [one.source for one in questions for _ in (one.before, *one.others)]
    english = [text for one in questions for text in (one.before, *one.others)]
    scores = reverse.scores(sources, english, language)
    if scores is None:
        return [None] * len(questions)
    found: list[Gains] = []
    left = iter(scores)
    for one in questions:
        before = next(left)
        found.append([score - before for score in islice(left, len(one.others))])
    return found


def take(steps: Iterable[Step], language: str) -> None:
    """Take repair steps of several sentences side by side, so that their questions share a batch.

    Args:
        steps: each yields one or more questions, and is sent the gains for each.
        language: ISO 639-1 code of the sentences.
    """
    waiting = [(step, question) for step in steps if (question := next(step, None)) is not None]
    while waiting:
        found = gains([question for _, question in waiting], language)
        resumed = [(step, _resume(step, answer)) for (step, _), answer in zip(waiting, found, strict=True)]
        waiting = [(step, question) for step, question in resumed if question is not None]


def _resume(step: Step, answer: Gains) -> Question | None:
    """Send a step the answer to its question; return the next one, or None at its end."""
    try:
        return step.send(answer)
    except StopIteration:
        return None
