"""What checks and repairs read, loaded in a thread while the first sentences are decoded."""

import threading

from translate import checks, reverse

# Any sentence with a number, a date and a name makes every table be read.
_SENTENCE, _TRANSLATION = "Le 3 mai, Paris compte 12 km.", "On May 3, Paris coumpts 12 km."

_lock = threading.Lock()
_started: set[str] = set()


def load_ahead(language: str) -> None:
    """Start to load the tables of a language and the reverse model, once in a process.

    Args:
        language: ISO 639-1 code of a text that is to be translated.
    """
    with _lock:
        if language in _started:
            return
        _started.add(language)
    threading.Thread(target=_load, args=(language,), name="load-ahead", daemon=True).start()


def _load(language: str) -> None:
    checks.check(_SENTENCE, _TRANSLATION, language)
    if language in reverse.TAGS:
        reverse.embedded()
