"""Briefings that the visitor's browser keeps; the server keeps none beyond the visit."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.briefing import Briefing
from passerelle.errors import BriefingError
from passerelle.languages.identify import language_name
from passerelle.output import document, from_dict, wording
from passerelle.page.fragments import MAX_LINE_CHARS

# Options that are kept with a briefing.
OPTIONS = ("language", "length")


@dataclass(frozen=True, slots=True)
class KeptBriefing:
    """A briefing that the browser kept, with the options that it was made with."""

    id: str
    briefing: Briefing
    options: Mapping[str, str]


def keep(
    briefing: Briefing, options: Mapping[str, str], identifier: str | None = None, *, quiet: bool = False
) -> str:
    """Return a briefing as JSON for the browser to keep.

    Args:
        briefing: the briefing to store.
        options: values of the options in `OPTIONS`.
        identifier: id of the kept briefing to replace; None for a new one.
        quiet: whether another briefing is being shown.
    """
    kept = {
        "id": identifier or uuid.uuid4().hex,
        "title": wording.tab_title(briefing, MAX_LINE_CHARS),
        "language": language_name(briefing.article.language),
        "options": {name: options[name] for name in OPTIONS if name in options},
        "quiet": quiet,
        "briefing": document(briefing),
    }
    return json.dumps(kept, ensure_ascii=False)


def keep_all(kept: Sequence[str]) -> str:
    """Return results of `keep` as JSON from which the browser keeps those that it does not have."""
    return f"[{','.join(kept)}]"


def restore(kept: Any) -> KeptBriefing:
    """Parse the result stored in the browser; it may have been changed there.

    Raises:
        BriefingError: it is not a briefing of this version.
    """
    if not isinstance(kept, Mapping) or not isinstance(kept.get("briefing"), Mapping):
        raise BriefingError("This briefing was not saved completely; brief the article again.")
    options = kept.get("options")
    chosen = options if isinstance(options, Mapping) else {}
    return KeptBriefing(
        str(kept.get("id"))[:64],
        from_dict(kept["briefing"]),
        {name: str(chosen[name])[:40] for name in OPTIONS if name in chosen},
    )
