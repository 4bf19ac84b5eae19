"""Say why an article was not briefed."""

from pathlib import Path

from passerelle.console import log_fault
from passerelle.errors import AbsentModel, LanguageError, PasserelleError, shortage
from passerelle.modelstore.in_use import models_in_use
from passerelle.page import fragments


def problem_of(error: Exception, models_file: Path | None, *, chosen: bool) -> str:
    """Return the sentence that says why an article was not briefed, and what to do.

    Args:
        error: what went wrong.
        models_file: the models.txt in use.
        chosen: whether the visitor has chosen the language of the article.
    """
    if isinstance(error, AbsentModel | LanguageError) and not chosen:
        known = [use.language for use in models_in_use(models_file) if use.role == "translate"]
        return fragments.unknown_language(error.language, known)
    if isinstance(error, PasserelleError):
        return str(error)
    log_fault("an article")
    return shortage(error) or "Something went wrong. Try again, or paste the text of the article."
