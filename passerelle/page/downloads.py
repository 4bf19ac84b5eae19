"""The files that a visitor can download."""

import re
import textwrap
import unicodedata
from pathlib import Path

from passerelle.briefing import Briefing
from passerelle.characters import stream_safe
from passerelle.languages.tokens import fold
from passerelle.output import FORMATS
from passerelle.storage import DEVICE_NAMES

MAX_STEM_CHARS = 60


def write_files(briefing: Briefing, folder: Path) -> dict[str, Path]:
    """Write a briefing in every format to a folder; the files are named after the article.

    Returns:
        The files by format name; see `output.FORMATS`.
    """
    stem = file_stem(briefing)
    files = {}
    for name, row in FORMATS.items():
        files[name] = folder / f"{stem}{row.endings[0]}"
        files[name].write_bytes(row.content(briefing))
    return files


def file_stem(briefing: Briefing) -> str:
    """Return a file name without extension, from the heading or else the first sentence.

    It has only lower-case ASCII letters, digits and hyphens, and is not a reserved name.
    """
    segments = briefing.translation.segments
    title = briefing.heading or (segments[0].target if segments else "")
    plain = unicodedata.normalize("NFKD", fold(stream_safe(title))).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    stem = textwrap.shorten(" ".join(words), MAX_STEM_CHARS, placeholder="").replace(" ", "-")
    return f"briefing-{stem}" if stem in DEVICE_NAMES else stem or "briefing"
