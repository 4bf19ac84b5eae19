"""Correct names that a translation misspells to their spelling in the source."""

import re
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz import fuzz

from passerelle import facts, languages
from passerelle.facts import FactKind
from passerelle.facts.exonyms import english_names, exonyms
from passerelle.languages import LANGUAGES, TARGET
from passerelle.languages.base import Spellings
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words
from passerelle.spans import Span
from translate.edits import aligned_run
from translate.placing import Edit, texts, undoubled, whole
from translate.wordalignment import Alignment, words
from translate.wording import opens_alone

_NAMES: tuple[FactKind, ...] = ("name",)
# Shorter words are alike by chance.
_SHORTEST_NAME = 4
# Minimum similarity of two spellings of a name (rapidfuzz's ratio, 0 to 100).
_ALIKE = 60
_ENGLISH = LANGUAGES[TARGET].spellings
# Titles before a name in English, in lower case.
_TITLES = LANGUAGES[TARGET].names.titles


def spelled_differently(source: str, target: str, language: str) -> list[Span]:
    """Find words of source names that the English does not have in the same spelling.

    Names with a known English form are left out, and so are words that are not names by themselves, except
    after a form of address: `M. Duc`. Accents that only the English has count as a difference in any name.
    """
    known, common = exonyms(language), common_words(language)
    present = set(texts(target))
    marked = {fold(other) for other in present if _has_marks(other)}
    found = []
    for name in facts.find(source, language, _NAMES):
        if opens_alone(name, source):
            continue
        translated = name.text.casefold() in known
        for word in words(name.text):
            written = name.text[word.start : word.end]
            folded = written.casefold()
            candidate = written[0].isupper() and written not in present
            unknown = not translated and folded not in known
            long = len(written) >= _SHORTEST_NAME and folded not in common
            likely = unknown and (long or _is_addressed(source, name.start + word.start, language))
            # Marks that only the English has leave no doubt which word it is, however short: Hải for Hai.
            same = not _has_marks(written) and folded in marked
            if candidate and (likely or same):
                found.append(Span(name.start + word.start, name.start + word.end))
    return found


def spellings(
    source: str,
    target: str,
    misspelled: Sequence[Span],
    alignment: Alignment,
    pieces: Callable[[str], Sequence[str]],
    language: str,
) -> Iterator[Edit]:
    """Yield edits that restore the source's spelling of names misspelled or cut in the English.

    The checks accept such names, since languages transcribe names differently. So do models, but
    they also make mistakes: `Higs`, `Makele`. A word that is a single piece of the model's vocabulary
    (Egypt) is not a mistake, and neither is one that lacks accents of the source, or differs in an ending
    that differs in English (Antiquité, Antiquity). One with accents that the source does not have is a
    mistake. A lost given name is inserted before its surname.

    Args:
        source: the sentence.
        target: its English.
        misspelled: the result of `spelled_differently`.
        alignment: word alignment of the two.
        pieces: the model's target pieces of a word.
        language: ISO 639-1 code of the sentence.

    Yields:
        Edits from the last to the first in the English, so that they can be applied one after the other.
    """
    found: dict[Span, str] = {}
    for span in misspelled:
        written = source[span.start : span.end]
        if twins := _with_other_marks(written, target):
            found.update(dict.fromkeys(twins, written))
            continue
        run = aligned_run(span, target, alignment)
        here = words(target[run.start : run.end]) if run else []
        addressed = _is_addressed(source, span.start, language)
        alike = {
            Span(run.start + word.start, run.start + word.end): fuzz.ratio(fold(written), fold(other))
            for word in here
            if run
            and (
                _is_misspelling(other := _at(target, run.start, word), written, pieces, language)
                or (addressed and _is_translated(other, target, run.start + word.start))
            )
            and _is_plain_word(target, Span(run.start + word.start, run.start + word.end))
        }
        if alike:
            found[max(alike, key=alike.__getitem__)] = written
        elif place := _before_surname(source, span, target):
            found[place] = f"{written} "
    for run in sorted(found, key=lambda run: -run.start):
        edit = Edit(run, found[run])
        if undoubled(edit, target) == edit:
            yield edit


def _is_addressed(text: str, start: int, language: str) -> bool:
    """Return whether the word at an offset follows a form of address: `M. Duc`."""
    record, before = languages.get(language), text[:start].split()[-1:]
    honorifics = record.names.honorifics if record else frozenset()
    return bool(before) and before[0].rstrip(".").casefold() in honorifics


def _is_translated(other: str, target: str, start: int) -> bool:
    """Return whether an English word is not a name, although it follows a form of address: `Mr Duke`."""
    return (
        other[0].isupper()
        and (other.casefold() in _TITLES or other.casefold() in common_words(TARGET))
        and _is_addressed(target, start, TARGET)
    )


def _with_other_marks(written: str, target: str) -> list[Span]:
    """Find English words with accents that a name of the source is spelled without: `Hải` for `Hai`."""
    if _has_marks(written):
        return []
    found = (word for word in words(target) if _has_marks(_at(target, 0, word)))
    return [word for word in found if fold(_at(target, 0, word)) == written.casefold()]


def _has_marks(word: str) -> bool:
    """Return whether a word has accents or other marks."""
    return fold(word) != word.casefold()


def _is_plain_word(target: str, word: Span) -> bool:
    """Return whether a word is not part of an address or a code; it may be part of a hyphenated name."""
    token = whole(target, word)
    return not re.search(r"[\d/.,:_@]", target[token.start : token.end])


def _before_surname(source: str, span: Span, target: str) -> Span | None:
    """Find where to insert a given name: before the only English occurrence of its surname."""
    following = re.match(r" ([^\W\d_]{3,})", source[span.end :])
    if not following or not following[1][0].isupper():
        return None
    found = [word for word in words(target) if _at(target, 0, word) == following[1]]
    if len(found) != 1:
        return None
    start = found[0].start
    before = target[:start].split()[-1:]
    # It does not fit after another name, or inside a word.
    titled = bool(before) and before[0].rstrip(".").lower() in _TITLES
    alone = not before or before[0][-1:] in "\"'(“" or titled or before[0].islower()
    return Span(start, start) if alone and target[start - 1 : start] not in ("-", "'", "’") else None


def _at(text: str, offset: int, word: Span) -> str:
    return text[offset + word.start : offset + word.end]


def _is_misspelling(other: str, written: str, pieces: Callable[[str], Sequence[str]], language: str) -> bool:
    folded, name = fold(other), fold(written)
    if not other[0].isupper() or folded == name:
        return False
    if other.casefold() in common_words(TARGET) or len(pieces(other)) == 1 or folded in english_names():
        return False
    record = languages.get(language)
    own = record.spellings if record else Spellings()
    if folded.removeprefix(name) in _ENGLISH.of_names:  # Maya, Mayan
        return False
    if any(name.endswith(ending) and folded.endswith(english) for ending, english in own.endings):
        return False
    alike = _transcribed(name, own.sounds) == _transcribed(folded, _ENGLISH.sounds)
    if alike and any(re.search(mark, name) for mark in own.transcribed):
        return False
    return fuzz.ratio(name, folded) >= _ALIKE


def _transcribed(name: str, sounds: Sequence[tuple[str, str]]) -> str:
    """Reduce a folded name from another script to its sounds: `Gorbatchev` equals `Gorbachev`.

    Unlike in `passerelle.facts.spelling.skeleton`, vowels count, since they may be misspelled.
    """
    for written, sound in sounds:
        name = name.replace(written, sound)
    return name.removesuffix("e")
