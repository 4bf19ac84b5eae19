"""The files that a visitor can download."""

import re
import textwrap
import unicodedata
from pathlib import Path

from passerelle.briefing import Briefing
from passerelle.briefing.blocks import english_title

# Formats by file ending, with their labels.
FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}
MAX_STEM_CHARS = 60
# Names that are devices to Windows, with any ending.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def write_files(briefing: Briefing, folder: Path) -> dict[str, Path]:
    """Write a briefing in every format to a folder; the files are named after the article.

    Returns:
        The files by format, as in `FORMATS`.
    """
    contents = {"html": briefing.to_html(), "md": briefing.to_markdown(), "json": briefing.to_json()}
    stem = file_stem(briefing)
    files = {kind: folder / f"{stem}.{kind}" for kind in contents}
    for kind, path in files.items():
        path.write_text(contents[kind], encoding="utf-8", errors="replace")
    return files


def file_stem(briefing: Briefing) -> str:
    """Return a file name without its ending: the English title, or else the first sentence.

    It has only lower-case ASCII letters, digits and hyphens, and is no reserved name.
    """
    segments = briefing.translation.segments
    title = english_title(briefing.article, segments) or (segments[0].target if segments else "")
    ascii_title = unicodedata.normalize("NFKD", title.replace("đ", "d").replace("Đ", "D"))
    plain = ascii_title.encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    stem = textwrap.shorten(" ".join(words), MAX_STEM_CHARS, placeholder="").replace(" ", "-")
    return f"briefing-{stem}" if stem in _RESERVED else stem or "briefing"
