"""The signature of a briefing: what produced it, in one line."""

from passerelle.crosscheck.types import TranslatedArticle
from passerelle.version import __version__
from summarize import Brief
from translate import Translation


def signature(translation: Translation, brief: Brief, original: TranslatedArticle | None) -> str:
    """Return what produced a briefing, in one line: version, models, engines and options."""
    parts = [
        f"passerelle:{__version__}",
        f"translate.{translation.source_language}:{translation.signature}",
        f"summarize.en:{brief.signature}",
    ]
    if original:
        made = original.translation
        parts.append(f"original.{made.source_language}:{made.signature}")
    return "|".join(parts)
