"""Terms with their required English, and an index to find them in a text."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

from passerelle import languages
from passerelle.characters import normalized
from passerelle.spans import Span

# Maximum number of terms that differ only in endings, capitals and punctuation; the last ones count.
_MAX_FORMS = 20


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry.

    Attributes:
        source: the term in the source language.
        target: its required English; the same as `source` if the term is copied.
        language: ISO 639-1 code of the source; None for every language.
        note: a remark for readers.
    """

    source: str
    target: str
    language: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term in a source sentence.

    Attributes:
        term: the term.
        span: where it is.
        inflected: whether the sentence has an inflected form of it, such as the plural.
    """

    term: Term
    span: Span
    inflected: bool


class TermIndex:
    """The terms of one language, in a trie of their stems, since thousands may begin with the same words.

    Args:
        terms: the terms in file order.
        language: ISO 639-1 code; terms of other languages are left out.
    """

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self._language = language
        self._root = _Node()
        for term in terms:
            if term.language in (None, language):
                node, words = self._root, tuple(_words(term.source))
                for word in words:
                    node = node.children.setdefault(_stem(word.folded, language), _Node())
                node.entries.append(_Entry(term, words))

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Find the terms of a sentence; see `translate.glossary.Glossary.find`."""
        if not self._root.children:
            return ()
        words = list(_words(text))
        stems = [_stem(word.folded, self._language) for word in words]
        found: list[Occurrence] = []
        i = 0
        while i < len(words):
            occurrence, length = self._longest(text, words, stems, i)
            if occurrence:
                found.append(occurrence)
            i += max(1, length)
        return tuple(found)

    def _longest(
        self, text: str, words: "list[_Word]", stems: list[str], first: int
    ) -> tuple[Occurrence | None, int]:
        best: tuple[Occurrence | None, int] = (None, 0)
        node = self._root
        for end, stem in enumerate(islice(stems, first, None), start=first + 1):
            if (found := node.children.get(stem)) is None:
                break
            node = found
            here = words[first:end] if node.entries else []
            for entry in node.entries:
                pairs = list(zip(here, entry.words, strict=True))
                alone = len(here) == 1
                if all(_matches(w, e, self._language, alone=alone) for w, e in pairs) and _joined_alike(
                    text, here, entry
                ):
                    inflected = any(w.folded != e.folded for w, e in pairs)
                    if len(here) == best[1] and inflected:
                        continue
                    best = (Occurrence(entry.term, Span(here[0].start, here[-1].end), inflected), len(here))
        return best


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    term: Term
    words: tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of the trie.

    Attributes:
        children: the next nodes, by the stem of the next word.
        entries: the terms that end here.
    """

    children: "dict[str, _Node]" = field(default_factory=dict)
    entries: deque[_Entry] = field(default_factory=lambda: deque(maxlen=_MAX_FORMS))


def _words(text: str) -> Iterator[_Word]:
    for match in re.finditer(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*", text):
        word = normalized("NFC", match.group())
        yield _Word(word, word.casefold(), match.start(), match.end())


def _matches(word: _Word, entry: _Word, language: str, *, alone: bool) -> bool:
    if entry.text != entry.folded and not word.text.isupper() and word.text[:1] != entry.text[:1]:
        return False
    if entry.text.isupper() and len(entry.text) > 1:
        return word.text == entry.text
    both = frozenset((word.folded, entry.folded))
    record = languages.get(language)
    if record and (both in record.unrelated or (alone and both in record.unrelated_alone)):
        return False
    return word.folded == entry.folded or _stem(word.folded, language) == _stem(entry.folded, language)


def _joined_alike(text: str, here: "list[_Word]", entry: _Entry) -> bool:
    """Return whether the words have no stop or comma between them, except where the term has one."""
    for (a, b), (c, d) in zip(pairwise(here), pairwise(entry.words), strict=True):
        between, wanted = text[a.end : b.start], entry.term.source[c.end : d.start]
        if re.sub(r"[\s'’-]", "", between) != re.sub(r"[\s'’-]", "", wanted):
            return False
    return True


def endings(language: str) -> tuple[tuple[str, str, int], ...]:
    """Return the endings of words, each with its replacement and the length of the shortest stem."""
    record = languages.get(language)
    return record.endings if record else ()


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    for ending, instead, shortest in endings(language):
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)] + instead
    return word
