"""Read foreign news in English, side by side with the original, with a brief you can check; offline."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from passerelle.version import __version__

if TYPE_CHECKING:
    from passerelle.article import Article, read
    from passerelle.article.fetch import fetch
    from passerelle.briefing import Briefer, Briefing, brief
    from passerelle.errors import PasserelleError
    from summarize import Summarizer
    from translate import Glossary, Translator

__all__ = [
    "Article",
    "Briefer",
    "Briefing",
    "Glossary",
    "PasserelleError",
    "Summarizer",
    "Translator",
    "__version__",
    "brief",
    "fetch",
    "read",
]

# Imported on first access (PEP 562), so that `import passerelle` is fast.
_HOMES = {
    "Article": "passerelle.article",
    "Briefer": "passerelle.briefing",
    "Briefing": "passerelle.briefing",
    "Glossary": "translate",
    "PasserelleError": "passerelle.errors",
    "Summarizer": "summarize",
    "Translator": "translate",
    "brief": "passerelle.briefing",
    "fetch": "passerelle.article.fetch",
    "read": "passerelle.article",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
