"""Export formats: one module per format, and the table `FORMATS` that names them."""

from collections.abc import Callable
from dataclasses import dataclass

from passerelle.briefing.types import Briefing
from passerelle.output import docx, html, json, markdown, text, tmx, xliff
from passerelle.output.json import document
from passerelle.output.json_reader import from_dict, from_json

__all__ = ["FORMATS", "ExportFormat", "document", "from_dict", "from_json"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format; the command line, the page and `Briefing.to_*` follow the table.

    Attributes:
        name: what the format is called in options and in `FORMATS`.
        label: the name shown to users.
        endings: file extensions, the usual one first.
        media_type: media type for downloads and HTTP.
        write: a function that returns a briefing as text, or as bytes if the format is binary.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    media_type: str
    write: Callable[[Briefing], str | bytes]

    def content(self, briefing: Briefing) -> bytes:
        """Return the content of a file: text becomes UTF-8, and a lone surrogate a question mark."""
        written = self.write(briefing)
        return written if isinstance(written, bytes) else written.encode(errors="replace")


_ROWS = (
    ExportFormat("html", "HTML", (".html", ".htm"), "text/html", html.write),
    ExportFormat("md", "Markdown", (".md", ".markdown"), "text/markdown", markdown.write),
    ExportFormat("txt", "Plain text", (".txt",), "text/plain", text.write),
    ExportFormat(
        "docx",
        "Word",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx.write,
    ),
    ExportFormat("xliff", "XLIFF", (".xlf", ".xliff"), "application/xliff+xml", xliff.write),
    ExportFormat("tmx", "TMX", (".tmx",), "application/x-tmx+xml", tmx.write),
    ExportFormat("json", "JSON", (".json",), "application/json", json.write),
)
# By name, in the order in which users see them.
FORMATS = {row.name: row for row in _ROWS}
