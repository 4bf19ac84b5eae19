"""One record per language, in a module named after its code."""

from passerelle.languages.base import Language
from passerelle.languages.de import GERMAN
from passerelle.languages.en import ENGLISH
from passerelle.languages.fr import FRENCH
from passerelle.languages.vi import VIETNAMESE

# To add a language, write a module and add a row here.
LANGUAGES = {
    "fr": FRENCH,
    "vi": VIETNAMESE,
    "de": GERMAN,
    "en": ENGLISH,
}
CODES = tuple(LANGUAGES)
# The target language, and the possible source languages.
TARGET = "en"
SOURCES = tuple(code for code in CODES if code != TARGET)


def get(code: str) -> Language | None:
    """Return the record of a language; None if there is none, so that callers use general rules.

    Args:
        code: ISO 639-1 code.
    """
    return LANGUAGES.get(code)
