"""Read terms and translations from the exchange formats of other tools: TMX 1.4 and TBX (ISO 30042)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from passerelle.errors import TranslationError
from passerelle.languages import TARGET
from translate.glossaryfile import decoded

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# TBX of 2008 and of 2019: an entry and, within it, the terms in one language.
_ENTRIES, _LANGUAGES = ("termEntry", "conceptEntry"), ("langSet", "langSec")
# Where a section has its terms: in TBX-Min, `tig` or `termSec`, and `ntig`. A search at any depth would take
# quadratic time for sections within sections.
_TERMS = ("{*}term", "{*}*/{*}term", "{*}*/{*}*/{*}term")
# TMX elements that hold a file format's codes.
_CODES = ("bpt", "ept", "it", "ph", "ut")
# A translation unit with more words is a sentence rather than a term.
MAX_TERM_WORDS = 8
_SENTENCE_END = (".", "!", "?", "…", ":", "»", "”")


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A text and its English.

    Attributes:
        source: the text in its own language.
        target: the English.
        language: ISO 639-1 code of the source.
    """

    source: str
    target: str
    language: str

    @property
    def is_term(self) -> bool:
        """Return whether it is a term rather than a sentence."""
        return len(self.source.split()) <= MAX_TERM_WORDS and not self.source.endswith(_SENTENCE_END)


def is_exchange(text: str) -> bool:
    """Return whether a text is XML, as TMX and TBX are."""
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def units(text: str) -> list[TranslationUnit]:
    """Read the units of a TMX or TBX file that have English and another language.

    Args:
        text: the file; entities and external files are not read.

    Raises:
        TranslationError: it is neither format, or has no unit with English.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        try:  # the declared encoding, which no longer applies to decoded text
            body = text[text.index("?>") + 2 :] if text.lstrip().startswith("<?xml") else text
            root = etree.fromstring(body.encode("utf-8", errors="replace"), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise TranslationError(
                "This file is not well-formed XML; export it as TMX or TBX again."
            ) from None
    kind = _name(root)
    if kind == "tmx":
        found = list(_from_tmx(root))
    elif kind in ("martif", "tbx"):
        found = list(_from_tbx(root))
    else:
        raise TranslationError("This XML is neither TMX nor TBX; give one of these, or a CSV file.")
    if not found:
        raise TranslationError(
            "This file contains no English translations; export it with English as one of its languages."
        )
    return found


def sentences(path: Path) -> tuple[dict[str, str], int]:
    """Read the sentences of a TMX file as a translation memory.

    Args:
        path: the file; one whose name does not end in `.tmx` is not opened.

    Returns:
        The English of each sentence, by its source, and the number of units left out because they are terms;
        empty and 0 if the file is not opened.

    Raises:
        TranslationError: it cannot be read, or has no unit with English.
    """
    if path.suffix.lower() != ".tmx":
        return {}, 0
    found = units(decoded(path))
    whole = [unit for unit in found if not unit.is_term]
    return {unit.source: unit.target for unit in whole}, len(found) - len(whole)


def _from_tmx(root: etree._Element) -> Iterator[TranslationUnit]:
    for unit in root.iter("{*}tu"):
        texts = []
        for variant in unit.iterchildren("{*}tuv"):
            segment = variant.find("{*}seg")
            if segment is not None:
                texts.append((_language(variant, variant.get("lang")), _text(segment)))
        yield from _paired(texts)


def _from_tbx(root: etree._Element) -> Iterator[TranslationUnit]:
    for entry in root.iter(*(f"{{*}}{name}" for name in _ENTRIES)):
        texts = []
        for section in entry.iterchildren(*(f"{{*}}{name}" for name in _LANGUAGES)):
            code = _language(section, None)
            texts += [(code, _text(term)) for path in _TERMS for term in section.iterfind(path)]
        yield from _paired(texts)


def _paired(texts: list[tuple[str, str]]) -> Iterator[TranslationUnit]:
    """Yield each text that is not English with the first that is."""
    english = next((text for code, text in texts if code == TARGET and text), None)
    if english:
        for code, text in texts:
            if code != TARGET and text:
                yield TranslationUnit(text, english, code)


def _language(node: etree._Element, fallback: str | None) -> str:
    return (node.get(_LANGUAGE) or fallback or "").replace("_", "-").partition("-")[0].lower()


def _text(node: etree._Element) -> str:
    """Return the text of an element, without the codes of a file format that TMX marks as such."""
    parts = [node.text or ""]
    for child in node:
        if isinstance(child.tag, str) and _name(child) not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _name(node: etree._Element) -> str:
    return str(etree.QName(node).localname).lower()
