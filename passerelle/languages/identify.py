"""Which language a text is in."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from passerelle.characters import normalized
from passerelle.languages import CODES, LANGUAGES, SOURCES, TARGET
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words

# What a language that nobody asked for must reach before it is believed. French is close
# to Occitan and Walloon, and names pull short texts anywhere.
_OUTSIDE_PROBABILITY = 0.9
_OUTSIDE_LETTERS = 60
_ENGLISH_PROBABILITY = 0.9

# Words of a text without diacritics: how many there are, how many have a mark after all, how many are words
# of its language, and by how much fewer are words of another.
_MIN_PLAIN_WORDS, _MAX_MARKED_SHARE, _MIN_PLAIN_SHARE, _MIN_PLAIN_LEAD = 8, 0.03, 0.7, 0.3
# A text whose words decide, so that the identifier need not be loaded: how many different words there are,
# how many of them are common words of its language, and by how much fewer are another's. Of related
# languages (Catalan, Occitan, Walloon) at most 0.35 are common words of French; of articles 0.72 or more.
_MIN_DISTINCT_WORDS, _MIN_COMMON_SHARE, _MIN_COMMON_LEAD = 40, 0.6, 0.3
# Function words of English that join the parts of a name: `Bank of the Ryukyus`.
_NAME_WORDS = frozenset("the of and for from by at with".split())
_ENGLISH_WORDS = LANGUAGES[TARGET].function_words
_OTHER_WORDS = frozenset().union(*(LANGUAGES[code].function_words for code in SOURCES))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ELISION = re.compile(r"(?:[ldnjcsmt]|qu)['’][^\W\d_]", re.IGNORECASE)


def language_name(code: str) -> str:
    """Return the English name of a language, from the Unicode CLDR, else from ISO 639; else its code.

    Args:
        code: ISO 639 code, two letters or three.
    """
    import pycountry
    from babel import Locale

    if name := Locale(TARGET).languages.get(code):
        return str(name)
    language = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    return str(language.name) if language else code


def identify(text: str, languages: Collection[str]) -> tuple[str, float]:
    """Tell the language of a text.

    Args:
        text: a sentence or more; the longer, the surer.
        languages: ISO 639-1 codes to choose from; English is always one of them.

    Returns:
        A code and its probability among the choices, from 0 to 1. Where the text is
        plainly in a language that is no choice, that one and its probability among all
        languages known. The probability is 1 where common words alone decide.
    """
    if plain := _plain_language(text):
        return plain, 1.0
    ranking: list[tuple[str, float]] = _identifier().rank(text)
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
        # No model of the identifier's knows these languages, or nothing in the text speaks for any.
        return next(iter(choices)), 1 / len(choices)
    chosen = max(choices, key=lambda code: among.get(code, 0.0))
    return chosen, among[chosen] / total


def _plain_language(text: str) -> str | None:
    """Return the language that most words of a text are common words of, or None if that is not plain."""
    found = {word.lower() for word in _WORD.findall(text)}
    if len(found) < _MIN_DISTINCT_WORDS:
        return None
    shares = sorted(((_share(found, common_words(code)), code) for code in LANGUAGES), reverse=True)
    (best, code), (second, _) = shares[:2]
    return code if best >= _MIN_COMMON_SHARE and best >= second + _MIN_COMMON_LEAD else None


def without_diacritics(text: str) -> str | None:
    """Tell which language a text is in that was typed without the diacritics that its readers need.

    Args:
        text: a sentence or more.

    Returns:
        An ISO 639-1 code; None if the text has diacritics, or is in a language that does without.
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


def _share(found: Collection[str], known: Collection[str]) -> float:
    return sum(word in known for word in found) / len(found)


@cache
def _plain_words(language: str) -> frozenset[str]:
    """Return a language's common words as typed without diacritics."""
    return frozenset(fold(word) for word in common_words(language))


def is_english(line: str, source_language: str) -> bool:
    """Tell whether a line in an article is certainly English already.

    Args:
        line: a sentence or a line.
        source_language: ISO 639-1 code of the article around it.

    Returns:
        False where it might be something else: a short line, names alone, a mixture.
    """
    line = normalized("NFC", line)
    if line.isupper():
        line = line.lower()
    words = _WORD.findall(line)
    if len(words) < 5 or any(map(_ELISION.match, words)):
        return False
    # A capital is a name's (`Le Monde`, `Hà Nội`), except on the first word.
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
    """Return an identifier of our own, which nobody else restricts; reading it is safe from any thread."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
