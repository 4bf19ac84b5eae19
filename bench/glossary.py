"""Measure how often a glossary's terms come out right: `python -m bench.glossary --sets DIR [--terms N]`.

A term is a source word with its English in the reference, found with the lexicon. It is given to the
translator as a glossary of one entry, in lower case and, where possible, in the singular. It is right if the
translation contains the reference's form, so the plural must be right too. Only odd lines of the sets are
used, since even ones are used for tuning elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bench.quality import DEFAULT_SETS, EvaluationSet, by_language, find_sets, half
from passerelle.cli.run import run
from passerelle.console import terminal
from passerelle.languages import LANGUAGES, lexicon
from training.hints import terms
from translate import Translator
from translate.glossary import Glossary, plural
from translate.terms import Term

TERMS = 200
# Longer sentences are left out, so that all sentences fit the model's input.
MAX_WORDS = 40


@dataclass(frozen=True, slots=True)
class TermCase:
    """A sentence, a term in it, and the English that must be in its translation.

    Attributes:
        source: the sentence.
        term: the glossary entry.
        expected: the reference's form of the term's English.
    """

    source: str
    term: Term
    expected: str


def cases(evaluation: EvaluationSet, count: int) -> list[TermCase]:
    """Find sentences with a term, at most one per sentence, evenly spread over the odd lines of a set."""
    odd = half(evaluation, 1)
    found = []
    for source, reference in zip(odd.sources, odd.references, strict=True):
        if len(source.split()) > MAX_WORDS:
            continue
        for hint in terms(source, reference, evaluation.language):
            word, english = source[hint.start : hint.end], hint.english[0]
            # A capitalized word inside a sentence is a name, which needs no glossary.
            if hint.start and not word.islower():
                continue
            entry = _entry(word.lower(), english, evaluation.language)
            found.append(TermCase(source, entry, english))
            break
    step = max(1, len(found) // count)
    return found[::step][:count]


def _entry(word: str, english: str, language: str) -> Term:
    """Return the entry that a user would write: lower case, and singular on both sides if both are plural."""
    lower = english.lower()
    singular = lower[:-1]
    if lower.endswith("s") and plural(singular) == lower:
        if word.endswith("s"):
            return Term(word[:-1], singular, language)
        if LANGUAGES[language].names.syllabic:  # its words have no plural
            return Term(word, singular, language)
    return Term(word, lower, language)


def right(case: TermCase, english: str) -> bool:
    """Return whether a translation contains the expected form, ignoring case."""
    words, wanted = lexicon.words(english), lexicon.words(case.expected)
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def report(evaluation: EvaluationSet, count: int) -> None:
    """Print the share of right terms without the glossary and with it."""
    found = cases(evaluation, count)
    translator = Translator(evaluation.language)
    shares = []
    for given in (False, True):
        outputs = [
            " ".join(
                segment.target
                for segment in translator.translate(
                    case.source, glossary=Glossary((case.term,)) if given else None
                ).segments
            )
            for case in found
        ]
        shares.append(sum(map(right, found, outputs)) / len(found))
    terminal().print(
        f"{evaluation.name} {evaluation.language}: {len(found)} terms, right without the glossary "
        f"{shares[0]:.3f}, with it {shares[1]:.3f}"
    )


def measure(
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")] = DEFAULT_SETS,
    count: Annotated[
        int, typer.Option("--terms", metavar="N", min=1, help="Number of terms per language.")
    ] = TERMS,
) -> None:
    """Measure how often the terms of a glossary come out right."""
    wanted = {"newstest2013", "iwslt2013"}
    every = find_sets(sets)
    chosen = [evaluation for evaluation in every if evaluation.name in wanted]
    for own in by_language(chosen or every).values():
        report(own[0], count)


if __name__ == "__main__":
    run(measure)
