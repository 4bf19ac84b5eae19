"""Load the tables of the checks and repairs in a thread while the first sentences are decoded."""

import threading
from contextlib import suppress
from functools import partial

from passerelle import background
from translate import checks, reverse

# A number, a date, a name and a misspelled English word cause every table to be read.
_SENTENCE, _TRANSLATION = "Le 3 mai, Paris compte 12 km.", "On May 3, Paris coumpts 12 km."

_lock = threading.Lock()
_started: set[str] = set()


def load_ahead(language: str) -> None:
    """Start loading the tables of a language and the reverse model, once per language and process.

    Args:
        language: ISO 639-1 code of a text to be translated.
    """
    with _lock:
        if language in _started:
            return
        _started.add(language)
    background.start(partial(_load, language), "load-ahead")


def _load(language: str) -> None:
    with suppress(Exception):  # raised again on use
        checks.check(_SENTENCE, _TRANSLATION, language)
        if language in reverse.TAGS:
            reverse.embedded()
