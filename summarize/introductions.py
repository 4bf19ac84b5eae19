"""Give people their full names where a brief first names them.

A text introduces `Sergei Ryabkov` and later says `Ryabkov`; a brief may contain only the later sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from passerelle.facts.exonyms import by_words
from passerelle.languages import LANGUAGES, TARGET
from passerelle.languages.words import common_words
from summarize.evidence import MAX_EVIDENCE
from summarize.grammar import TaggedToken, parse
from summarize.types import BriefSentence
from summarize.words import support

_NO_BRACKETS = str.maketrans("", "", "[]")
# Maximum number of names before a surname.
MAX_GIVEN_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Person:
    """A person whom a text introduces.

    Attributes:
        names: the full name, word by word.
        said: index of the first sentence with it.
    """

    names: tuple[str, ...]
    said: int


def introduce(
    sentences: Sequence[BriefSentence], texts: Sequence[str], shown: str, room: int | None
) -> list[BriefSentence]:
    """Put the rest of a person's name, in square brackets, before the first mention in a brief.

    Args:
        sentences: the sentences of the brief.
        texts: the sentences of the text, to which the evidence refers.
        shown: what is read before the brief, such as its headline.
        room: how many words may be added; None for any number.
    """
    found: list[BriefSentence] = []
    for sentence in sentences:
        read = " ".join((shown, *(other.text for other in found))).translate(_NO_BRACKETS)
        made = _introduced(sentence, texts, read) if len(sentence.evidence) < MAX_EVIDENCE else None
        more = len(made.text.split()) - len(sentence.text.split()) if made else 0
        if made and room is not None:
            made, room = (made, room - more) if more <= room else (None, room)
        found.append(made or sentence)
    return found


def _introduced(sentence: BriefSentence, texts: Sequence[str], read: str) -> BriefSentence | None:
    """Return a sentence with one more full name; None if it names nobody by surname alone."""
    tokens = parse(sentence.text)
    for i, token in enumerate(tokens):
        if token.tag != "NP0" or not _is_alone(tokens, i):
            continue
        person = _person(token.text, texts[: sentence.evidence[0]])
        if person is None or any(" ".join(person.names) in text for text in (read, sentence.text)):
            continue
        given, full = " ".join(person.names[:-1]), " ".join(person.names)
        text = f"{sentence.text[: token.start]}[{given}] {sentence.text[token.start :]}"
        evidence = tuple(dict.fromkeys((*sentence.evidence, person.said)))
        step = f"“{token.text}” is {full}, named in an earlier sentence, which is also evidence"
        share = support(text, [texts[k] for k in evidence])
        return replace(sentence, text=text, evidence=evidence, support=share, steps=(*sentence.steps, step))
    return None


def _is_alone(tokens: Sequence[TaggedToken], i: int) -> bool:
    """Return whether a capitalized word is not part of a longer name; a form of address may precede it."""
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    addressed = before is not None and before.low.rstrip(".") in LANGUAGES[TARGET].names.honorifics
    joined = after is not None and after.text[:1].isupper()
    named = before is not None and not addressed and _is_capitalized(before, first=i == 1)
    bracketed = before is not None and before.text in "[-"
    return tokens[i].text[:1].isupper() and not (joined or named or bracketed)


def _is_capitalized(token: TaggedToken, *, first: bool) -> bool:
    """Return whether a word is written with a capital that is not only that of the sentence's first word."""
    return token.text[:1].isupper() and (token.tag == "NP0" or not first)


def _person(surname: str, texts: Sequence[str]) -> _Person | None:
    """Return the one person with this surname in a text; None if there is none, or more than one."""
    found: dict[tuple[str, ...], int] = {}
    for k, text in enumerate(texts):
        tokens = parse(text) if surname in text else ()
        for i, token in enumerate(tokens):
            if token.text != surname or i == 0:
                continue
            if names := _names_before(tokens, i):
                found.setdefault((*names, surname), k)
            elif _is_capitalized(tokens[i - 1], first=i == 1) and not _is_title(tokens[i - 1]):
                return None  # perhaps another person, such as `Rose Dupont`
    if len(found) != 1:
        return None
    [(full, said)] = found.items()
    # `Nebraska, Omaha` without its comma, or `New York`
    parts = [tuple(map(str.casefold, names)) for names in (full, *((name,) for name in full))]
    return None if any(part in by_words(TARGET) for part in parts) else _Person(full, said)


def _names_before(tokens: Sequence[TaggedToken], i: int) -> tuple[str, ...]:
    """Return the given names before a surname, without titles and other words; empty if there are none."""
    start = i
    while start > 0 and i - start < MAX_GIVEN_NAMES and _is_given_name(tokens[start - 1], first=start == 1):
        start -= 1
    return tuple(token.text for token in tokens[start:i])


def _is_given_name(token: TaggedToken, *, first: bool) -> bool:
    """Return whether a capitalized word before a surname is a given name, and not `Minister` or `But`."""
    known = token.low in common_words(TARGET) or _is_title(token)
    return _is_capitalized(token, first=first) and not known


def _is_title(token: TaggedToken) -> bool:
    return token.low.rstrip(".") in LANGUAGES[TARGET].names.titles
