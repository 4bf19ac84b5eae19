"""Spell out the forms of the expressions in `expressions.*.tsv`, as translation looks them up.

The lists are written by hand. They contain expressions and words from news that the model mistranslates and
that have one English equivalent, such as `mettre en examen`. English that begins with `to` marks a verb,
which is listed in all its forms; French nouns are also listed in the plural, and English verbs with their
irregular forms.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from passerelle.languages.lexicon import words
from training.errors import TrainingError
from training.tables import write_lines
from translate.coverage import stem
from translate.glossary import plural

_FOLDER = Path(__file__).parent
# Prefixes of reflexive verbs.
_REFLEXIVE = ("se", "s")
# An expression that begins with one of these is not a noun; in a noun, words after one are not inflected.
_PREPOSITIONS = frozenset(
    "à au aux d de du des en hors par pour sur sous sans selon jusqu contre avec dans main".split()
)


def expand(language: str) -> dict[str, tuple[str, ...]]:
    """Return the English of each form of each expression.

    Args:
        language: ISO 639-1 code of a language with a list.

    Returns:
        By form, in the spelling of the lexicon (see `lexicon.words`) with its words separated by spaces: the
        English to use, verbs in the infinitive without `to`, and other English that is accepted in its place.
        Of two expressions with a form in common, the first one wins.

    Raises:
        TrainingError: there is no such list, or it has a line without a tab.
    """
    path = _FOLDER / f"expressions.{language}.tsv"
    if not path.is_file():
        raise TrainingError(f"There is no list of expressions for {language}; write {path}.")
    lines = path.read_text("utf-8").splitlines()
    forms = _forms(language) if any("\tto " in line for line in lines) else {}
    english_forms = _forms("en")
    table: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        source, *known = line.split("\t")
        parts = words(source)
        if not parts or not known or not all(known):
            raise TrainingError(f"Line {number} of {path} is not `expression<TAB>English`; correct it.")
        if known[0].startswith("to "):
            found = dict.fromkeys(_verb_forms(parts, forms), _with_irregular(known, english_forms))
        else:
            found = _noun_forms(parts, known) if language == "fr" else {" ".join(parts): tuple(known)}
        for form, english in found.items():
            table.setdefault(form, english)
    return table


def _verb_forms(parts: Sequence[str], forms: Mapping[str, set[str]]) -> Iterator[str]:
    at = 1 if parts[0] in _REFLEXIVE and len(parts) > 1 else 0
    for form in sorted({*forms.get(parts[at], ()), parts[at]}):
        for first in _REFLEXIVE if at else ("",):
            yield " ".join([first, form, *parts[at + 1 :]]).strip()


def _with_irregular(known: Sequence[str], forms: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return infinitives without `to`, and then those of their forms that have a different stem."""
    plain = [english.removeprefix("to ") for english in known]
    found = []
    for verb, *rest in map(str.split, plain):
        others = {form for form in forms.get(verb, ()) if stem(form) != stem(verb)}
        found += [" ".join([form, *rest]) for form in sorted(others)]
    return (*plain, *found)


def _noun_forms(parts: Sequence[str], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return an expression in the singular, and in the plural if it has one."""
    found = {" ".join(parts): tuple(known)}
    if parts[0] not in _PREPOSITIONS:
        end = next((i for i, part in enumerate(parts) if part in _PREPOSITIONS), len(parts))
        several = " ".join([*map(_plural, parts[:end]), *parts[end:]])
        found.setdefault(several, tuple(map(plural, known)))
    return found


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-1]}ux"
    return word + ("x" if word.endswith(("eau", "eu")) else "s")


def _forms(language: str) -> dict[str, set[str]]:
    """Return the forms of each lemma."""
    from simplemma.strategies import DefaultDictionaryFactory

    forms: dict[str, set[str]] = defaultdict(set)
    for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        if form.isalpha():
            forms[lemma if isinstance(lemma, str) else lemma.decode()].add(form)
    return forms


def command(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the list.")],
    language: Annotated[str, typer.Option(metavar="CODE", help="Language of the list, fr or vi.")] = "fr",
) -> None:
    """Spell out the forms of the expressions of a language, for the lexicon."""
    table = expand(language)
    write_lines(
        ("\t".join([key, *english]) for key, english in table.items()), out / f"{language}.expressions.tsv.gz"
    )
    print(f"{len(table)} forms in {out / f'{language}.expressions.tsv.gz'}")
