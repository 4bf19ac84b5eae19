"""Identify the language of a text."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from passerelle.characters import normalized, stream_safe
from passerelle.languages import CODES, LANGUAGES, SOURCES, TARGET, cldr
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words

# Minimum probability for a language that is not among the choices. French is close to Occitan and Walloon,
# and names distort short texts.
_OUTSIDE_PROBABILITY = 0.9
_OUTSIDE_LETTERS = 60
_ENGLISH_PROBABILITY = 0.9
# Minimum probability and length of a text to contradict the user about its language.
_CONTRARY_PROBABILITY, _CONTRARY_LETTERS = 0.99, 60

# For a text without diacritics: minimum number of words, maximum share with a mark after all, minimum share
# of words of its language, and minimum lead over other languages.
_MIN_PLAIN_WORDS, _MAX_MARKED_SHARE, _MIN_PLAIN_SHARE, _MIN_PLAIN_LEAD = 8, 0.03, 0.7, 0.3
# Minimum number of different words without the accent that they need, and minimum share of all words.
_MIN_BARE_WORDS, _MIN_BARE_SHARE = 3, 0.03
# For a text whose words are decisive, so that the identifier need not be loaded: minimum number of different
# words, minimum share of common words of its language, and minimum lead over other languages. In related
# languages (Catalan, Occitan, Walloon) at most 0.35 are common words of French; in articles at least 0.72.
_MIN_DISTINCT_WORDS, _MIN_COMMON_SHARE, _MIN_COMMON_LEAD = 40, 0.6, 0.3
# Function words of English that may join the parts of a name: `Bank of the Ryukyus`.
_NAME_WORDS = LANGUAGES[TARGET].names.joins
_ENGLISH_WORDS = LANGUAGES[TARGET].function_words
_OTHER_WORDS = frozenset().union(*(LANGUAGES[code].function_words for code in SOURCES))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ACCENTED = re.compile(r"[^\W\d_\x00-\x7f]|[^\W\d_]’[^\W\d_]")
_ELISION = re.compile(
    rf"(?:{'|'.join(word for record in LANGUAGES.values() for word in record.elisions)})['’][^\W\d_]",
    re.IGNORECASE,
)


def language_name(code: str) -> str:
    """Return the English name of a language, from the Unicode CLDR, else from ISO 639; else its code.

    Args:
        code: ISO 639 code, two letters or three.
    """
    if name := cldr.language_names(TARGET).get(code):
        return name
    import pycountry

    language = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    return str(language.name) if language else code


def identify(text: str, languages: Collection[str]) -> tuple[str, float]:
    """Identify the language of a text.

    Args:
        text: a sentence or more; longer texts are more reliable.
        languages: ISO 639-1 codes to choose from; English is always one of them.

    Returns:
        A code and its probability among the choices, from 0 to 1. If the text is clearly in a language that
        is not a choice, that language and its probability among all known languages. The probability is 1 if
        common words alone decide.
    """
    if plain := _plain_language(text):
        return plain, 1.0
    ranking: list[tuple[str, float]] = _identifier().rank(stream_safe(text))
    best, probability = ranking[0]
    choices = dict.fromkeys([*languages, TARGET])
    among = {code: value for code, value in ranking if code in choices}
    total = sum(among.values())
    outside = (
        best not in choices
        and probability >= _OUTSIDE_PROBABILITY
        and sum(map(str.isalpha, text)) >= _OUTSIDE_LETTERS
    )
    if outside:
        return best, probability
    if not total:
        # The identifier does not know these languages, or nothing in the text points to any.
        return next(iter(choices)), 1 / len(choices)
    chosen = max(choices, key=lambda code: among.get(code, 0.0))
    return chosen, among[chosen] / total


def contrary_language(text: str, language: str, languages: Collection[str]) -> str | None:
    """Return the language that a text is certainly in, if it is not the one that the user chose for it.

    Args:
        text: a text; a short one is never certain.
        language: ISO 639-1 code of the chosen language.
        languages: codes to choose from when identifying the text.

    Returns:
        A code; None if the text may be in the chosen language, or if that cannot be identified.
    """
    if sum(map(str.isalpha, text)) < _CONTRARY_LETTERS or _plain_language(text) == language:
        return None
    if plain := without_diacritics(text):
        return plain if plain != language else None
    if language not in LANGUAGES and language not in _identifier().labels:
        return None
    found, probability = identify(text, {*languages, language})
    return found if found != language and probability >= _CONTRARY_PROBABILITY else None


def _plain_language(text: str) -> str | None:
    """Return the language of which most words of a text are common words; None if that is unclear."""
    found = {word.lower() for word in _WORD.findall(text)}
    if len(found) < _MIN_DISTINCT_WORDS:
        return None
    shares = sorted(((_share(found, common_words(code)), code) for code in LANGUAGES), reverse=True)
    (best, code), (second, _) = shares[:2]
    return code if best >= _MIN_COMMON_SHARE and best >= second + _MIN_COMMON_LEAD else None


def without_diacritics(text: str) -> str | None:
    """Identify the language of a text typed without diacritics that its language needs.

    Args:
        text: a sentence or more.

    Returns:
        An ISO 639-1 code; None if the text has diacritics, or its language does not need them.
    """
    found = [word.lower() for word in _WORD.findall(text)]
    if len(found) < _MIN_PLAIN_WORDS or sum(not w.isascii() for w in found) > _MAX_MARKED_SHARE * len(found):
        return None
    others = max(_share(found, common_words(code)) for code in CODES if not LANGUAGES[code].needs_diacritics)
    for code in CODES:
        if LANGUAGES[code].needs_diacritics:
            share = _share(found, _plain_words(code))
            if share >= _MIN_PLAIN_SHARE and share >= others + _MIN_PLAIN_LEAD:
                return code
    return None


def lacks_accents(text: str, language: str) -> bool:
    """Return whether a text was typed without the accents of its language: `Le maire a ete elu`.

    Args:
        text: a sentence or more.
        language: ISO 639-1 code.
    """
    if language not in CODES or _ACCENTED.search(text) or not _accented_words(language):
        return False
    found = [word.lower() for word in _WORD.findall(text)]
    bare = [word for word in found if word in _accented_words(language)]
    return len(set(bare)) >= _MIN_BARE_WORDS and len(bare) >= _MIN_BARE_SHARE * len(found)


def _share(found: Collection[str], known: Collection[str]) -> float:
    return sum(word in known for word in found) / len(found)


@cache
def _accented_words(language: str) -> frozenset[str]:
    """Return a language's common words that need an accent, as typed without it."""
    common = common_words(language)
    return frozenset(fold(word) for word in common if not word.isascii()) - common


@cache
def _plain_words(language: str) -> frozenset[str]:
    """Return a language's common words as typed without diacritics."""
    return frozenset(fold(word) for word in common_words(language))


def is_english(line: str, source_language: str) -> bool:
    """Return whether a line in an article is certainly English already.

    Args:
        line: a sentence or a line.
        source_language: ISO 639-1 code of the article around it.

    Returns:
        False if it might be something else: a short line, only names, a mixture.
    """
    line = normalized("NFC", line)
    if line.isupper():
        line = line.lower()
    words = _WORD.findall(line)
    if len(words) < 5 or any(map(_ELISION.match, words)):
        return False
    # Except on the first word, a capital marks a name (`Le Monde`, `Hà Nội`).
    plain = [word for word in words[1:] if word[0].islower()]
    if not all(word.replace("’", "'").isascii() for word in plain):
        return False
    plain.append(words[0].lower())
    english = [word for word in plain if word in _ENGLISH_WORDS]
    distinct = set(english)
    if len(distinct) < 3 or distinct <= _NAME_WORDS or len(english) < len(words) / 6:
        return False
    if _OTHER_WORDS.intersection(plain):
        return False
    code, probability = identify(line, [source_language])
    return code == TARGET and probability >= _ENGLISH_PROBABILITY


@cache
def _identifier() -> Any:
    """Return a private identifier, which other users of py3langid cannot restrict; it is thread-safe."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
