"""The page that lists the briefings of a batch."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from passerelle.batch.manifest import ManifestEntry
from passerelle.output import render
from passerelle.output.render import template
from passerelle.storage import replacing

_MARK: Final = b'<meta name="generator" content="Passerelle">'


def write_index(out: Path, entries: Iterable[ManifestEntry], formats: Sequence[str]) -> Path:
    """Write a page with one row per article; it loads no other files, and its columns can be sorted.

    Args:
        out: the output folder.
        entries: the articles.
        formats: names in `output.FORMATS` of the documents to link; `html` is linked if it exists, else the
            first that does.

    Returns:
        Its path; see `index_path`.

    Raises:
        OSError: it cannot be written.
    """
    path = index_path(out)
    script = (render.TEMPLATES / "index.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rows = ((entry, _link(entry, out, formats)) for entry in entries)
    page = template("index.html.jinja", rows=rows, js=Markup(script), script_hash=f"sha256-{digest}")
    with replacing(path) as file:
        file.write(page.encode(errors="replace"))
    return path


def index_path(out: Path) -> Path:
    """Return the path of a folder's index; another name if its index.html was not written by a batch."""
    path = out / "index.html"
    if not path.exists():
        return path
    if path.is_file():
        with path.open("rb") as file:
            if _MARK in file.read(2000):
                return path
    return out / "passerelle-index.html"


def _link(entry: ManifestEntry, out: Path, formats: Sequence[str]) -> str | None:
    if entry.state != "done":
        return None
    order = sorted(formats, key=lambda name: name != "html")
    found: Iterator[Path] = (path for path in entry.documents(out, order) if path.is_file())
    path = next(found, None)
    return f"./{quote(path.name)}" if path else None
