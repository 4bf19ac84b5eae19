"""Glossaries: the user's own terms and their required English."""

import csv
import hashlib
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from passerelle.characters import normalized
from passerelle.errors import TranslationError
from passerelle.languages.identify import language_name
from passerelle.spans import Span
from translate import exchange
from translate.glossaryfile import decoded
from translate.terms import Occurrence, Term, TermIndex, endings

MAX_TERMS = 10_000
# A term is a few words, not a text.
MAX_TERM_CHARACTERS = 200
# Names of the first column that identify a header row.
_HEADINGS = frozenset({"source term", "source", "term", "terme", "terme source"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_WORD = re.compile(r"[^\W_]+")


_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet",
    "tooth": "teeth", "life": "lives", "wife": "wives", "half": "halves", "leaf": "leaves",
    "shelf": "shelves", "wolf": "wolves", "thief": "thieves", "criterion": "criteria",
    "phenomenon": "phenomena", "policeman": "policemen", "policewoman": "policewomen",
    "fisherman": "fishermen", "spokesman": "spokesmen", "chairman": "chairmen",
}  # fmt: skip
# Words that follow the head of a term.
_AFTER_HEAD = re.compile(r"(?<=\w)(?:\s(?:of|in|at|for|to|on|with)\s|-(?:in|of|at|to)-(?=\S+$)|-by$)")
# Words whose `ch` is pronounced `k`.
_HARD = ("monarch", "patriarch", "matriarch", "oligarch", "epoch", "stomach", "eunuch")


@dataclass(frozen=True)
class Glossary:
    """Terms and their required English; see `read` for the file format.

    Attributes:
        terms: the terms in file order; if two match the same words, the last one counts.
    """

    terms: tuple[Term, ...] = field(default=())

    @classmethod
    def read(cls, source: Path | str | bytes) -> "Glossary":
        """Read a glossary.

        The file is comma-, semicolon- or tab-separated UTF-8: `source term, target term, language, note`. The
        last three columns and a header row are optional. A term without a target, or with the same word
        twice, is copied into the English. Empty lines and lines that begin with `#` are ignored. TBX and TMX
        from other tools are read too; from TMX, only short units that are not sentences.

        Args:
            source: a file (`Path`), the text (`str`) or a file's content (`bytes`).

        Raises:
            TranslationError: it cannot be read, or has no terms or too many; the message names the line, if
                one is at fault.
            TypeError: `source` is none of these.
        """
        text = decoded(source)
        if exchange.is_exchange(text):
            return cls(_exchanged(exchange.units(text)))
        terms: list[Term] = []
        lines_of: dict[tuple[str, str | None], tuple[int, str]] = {}
        # A comment may contain any quotation marks.
        lines = ("\n" if _is_comment(line) else line for line in io.StringIO(text, newline=""))
        rows = csv.reader(lines, delimiter=_delimiter(text), skipinitialspace=True, strict=True)
        begun = 0
        headed = False
        try:
            for row in rows:
                begun = rows.line_num
                cells = [normalized("NFC", " ".join(cell.split())) for cell in row]
                if not any(cells) or cells[0].startswith("#"):
                    continue
                if not (terms or headed) and cells[0].casefold() in _HEADINGS:
                    headed = True
                    continue
                term = _term(cells, rows.line_num)
                first = lines_of.setdefault((term.source, term.language), (rows.line_num, term.target))
                if first[1] != term.target:
                    raise TranslationError(
                        f"Lines {first[0]} and {rows.line_num} of the glossary have different English for "
                        f"“{term.source}”; keep one of them."
                    )
                terms.append(term)
                if len(terms) > MAX_TERMS:
                    raise TranslationError(
                        f"The glossary has more than {MAX_TERMS:,} terms; give one with fewer."
                    )
        except csv.Error as error:
            raise TranslationError(
                f"Line {begun + 1} of the glossary cannot be read ({error}); check its quotation marks."
            ) from None
        if not terms:
            raise TranslationError(
                "The glossary contains no terms; write one per line, as in “maire, mayor” "
                "(source term, target term, language, note)."
            )
        return cls(tuple(terms))

    @cached_property
    def signature(self) -> str:
        """Hash everything that affects a translation (SHA-256): order counts, notes do not."""
        lines = [f"{t.source}\0{t.target}\0{t.language or ''}" for t in self.terms]
        return hashlib.sha256("\1".join(lines).encode(errors="surrogatepass")).hexdigest()

    def find(self, text: str, language: str) -> tuple[Occurrence, ...]:
        """Find the terms of a source text, in order, without overlap; the longest match wins.

        A term matches whole words. A lower-case term matches any case; one with capitals matches only
        those, or a word all in capitals. In a language whose record has endings, such as French, it matches
        its plural and feminine too.

        Args:
            text: a sentence.
            language: ISO 639-1 code.
        """
        if language not in self._indices:
            self._indices[language] = TermIndex(self.terms, language)
        return self._indices[language].find(text)

    @cached_property
    def _indices(self) -> dict[str, TermIndex]:
        return {}


_PUNCTUATION = re.compile(r"[\s'’.,;:()/‑–—-]+")


def places(term: str, text: str) -> tuple[Span, ...]:
    """Find a term in an English text: whole words, in any case unless the term has capitals.

    The plural and the possessive count as the term. A term whose first letter is in lower case (`the Élysée`)
    may have a capital there, as at the start of a sentence. Marks other than plain punctuation count: `C++`
    is not `C`.
    """
    flags = re.IGNORECASE if term == term.lower() else 0
    several = plural(term)
    ies = several == f"{term[:-1]}ies"
    pattern = rf"{_pattern(term)}{'(?:e?s)?' if term[-1:].isalpha() and not ies else ''}"
    if several not in (term, f"{term}s", f"{term}es"):
        pattern = f"(?:{pattern}|{_pattern(several)})"
    return tuple(Span(*m.span()) for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, flags))


def plural(term: str) -> str:
    """Return a term's English plural; the term itself if it ends in `s` or not in a letter.

    In `court of appeal`, the first word takes the plural.
    """
    if parted := _AFTER_HEAD.search(term):
        return plural(term[: parted.start()]) + term[parted.start() :]
    if term.endswith("sis"):
        return f"{term[:-2]}es"
    if not term[-1:].isalpha() or term[-1:] in "sS":
        return term
    last = re.split(r"[\s-]", term)[-1]
    if last in _IRREGULAR:
        return term.removesuffix(last) + _IRREGULAR[last]
    if re.search(r"[^aeiou\W\d_]y$", term) and last.islower():  # the Kennedys
        return f"{term[:-1]}ies"
    return term + ("es" if term.endswith(("x", "z", "ch", "sh")) and last not in _HARD else "s")


def _is_plural(words: str) -> bool:
    parted = _AFTER_HEAD.search(words)
    last = re.split(r"[\s-]", words[: parted.start()] if parted else words)[-1].casefold()
    return (last.endswith("s") and not last.endswith(("ss", "us", "is"))) or last in _IRREGULAR.values()


def _pattern(term: str) -> str:
    """Return a pattern for a term with any punctuation between its words."""
    parts = re.findall(r"\w+|\W+", term.strip())
    patterns = []
    for i, part in enumerate(parts):
        if not _PUNCTUATION.fullmatch(part):
            patterns.append(re.escape(part))
        elif 0 < i < len(parts) - 1:
            patterns.append(r"\W+")
    first = parts[0][0] if parts else ""
    if first.islower():
        patterns[0] = f"[{first}{first.upper()}]" + re.escape(parts[0][1:])
    return "".join(patterns)


def form(occurrence: Occurrence, replaced: str, *, opening: bool) -> str:
    """Return a term's English in the form that its place requires: plural, or with a capital.

    Args:
        occurrence: the term in the source.
        replaced: the English that is replaced.
        opening: whether it starts the sentence.
    """
    target = occurrence.term.target
    # Vietnamese words, and French ones such as `pays`, have one form for both numbers.
    language = occurrence.term.language
    one_form = (language and not endings(language)) or occurrence.term.source.endswith(("s", "x", "z"))
    if target == target.lower() and (occurrence.inflected or one_form) and _is_plural(replaced):
        target = plural(target)
    return target[0].upper() + target[1:] if opening else target


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _delimiter(text: str) -> str:
    """Guess the separator: the mark outside quotation marks that splits most lines correctly.

    A comma may be part of a term, as in `Washington, D.C.`; a semicolon or a tab hardly ever is.
    """
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:50] if not _is_comment(line)]

    def fitness(mark: str) -> tuple[int, int]:
        rows = [line.split(mark) for line in lines]
        coded = sum(len(row) > 2 and bool(_LANGUAGE.fullmatch(row[2].strip().lower())) for row in rows)
        # Of two that split equally well, prefer the one without a space after it; the other is punctuation.
        tight = sum(any(cell[:1].strip() for cell in row[1:]) for row in rows)
        return coded + sum(len(row) > 1 for row in rows), tight

    return max("\t;,", key=fitness)


def _exchanged(units: list[exchange.TranslationUnit]) -> tuple[Term, ...]:
    """Return the terms among another tool's units, skipping those that a glossary cannot hold.

    Raises:
        TranslationError: there is none, or there are too many.
    """
    terms: dict[tuple[str, str | None], Term] = {}
    for unit in units:
        if unit.is_term:
            with suppress(TranslationError):
                term = _term([unit.source, unit.target, unit.language], 0)
                terms.setdefault((term.source, term.language), term)
    if not terms:
        raise TranslationError("This file contains whole sentences rather than terms; give one with terms.")
    if len(terms) > MAX_TERMS:
        raise TranslationError(f"The glossary has more than {MAX_TERMS:,} terms; give one with fewer.")
    return tuple(terms.values())


def _term(cells: list[str], line: int) -> Term:
    source, target, language, note = (*cells, "", "", "")[:4]
    if not source:
        raise TranslationError(
            f"Line {line} of the glossary has no source term; give one, or remove the line."
        )
    target = target or source
    if max(len(source), len(target)) > MAX_TERM_CHARACTERS:
        raise TranslationError(
            f"Line {line} of the glossary has a term over {MAX_TERM_CHARACTERS} characters; shorten it."
        )
    for word in (source, target):
        if not _WORD.search(word):
            raise TranslationError(
                f"Line {line} of the glossary has a term without a letter or digit; remove it."
            )
        if not word.isprintable():
            raise TranslationError(f"Line {line} of the glossary has a control character; remove it.")
    language = language.lower()
    if language and not (_LANGUAGE.fullmatch(language) and language_name(language) != language):
        raise TranslationError(
            f"Line {line} of the glossary has {language[:20]!r} as its language; use a code such as fr or vi."
        )
    return Term(source, target, language or None, note)
