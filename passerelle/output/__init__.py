"""Export formats: one module per format, and the table `FORMATS` that names them."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from passerelle.briefing.types import Briefing
    from passerelle.output.json import document
    from passerelle.output.json_reader import from_dict, from_json

__all__ = ["FORMATS", "ExportFormat", "document", "from_dict", "from_json"]
_PLACES = {"document": "json", "from_dict": "json_reader", "from_json": "json_reader"}


def __getattr__(name: str) -> Any:
    """Import a function on first access: each format needs libraries of its own."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format; the command line, the page and `Briefing.to_*` follow the table.

    Attributes:
        name: the format's name in options and in `FORMATS`.
        label: the name shown to users.
        endings: file extensions, the usual one first.
        media_type: media type for downloads and HTTP.
        module: the module of `passerelle.output` that writes it.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    media_type: str
    module: str

    def write(self, briefing: "Briefing") -> str | bytes:
        """Return a briefing as text, or as bytes if the format is binary."""
        written: str | bytes = import_module(f"{__name__}.{self.module}").write(briefing)
        return written

    def content(self, briefing: "Briefing") -> bytes:
        """Return the content of a file: text becomes UTF-8, and a lone surrogate a question mark."""
        written = self.write(briefing)
        return written if isinstance(written, bytes) else written.encode(errors="replace")


_ROWS = (
    ExportFormat("html", "HTML", (".html", ".htm"), "text/html", "html"),
    ExportFormat("md", "Markdown", (".md", ".markdown"), "text/markdown", "markdown"),
    ExportFormat("txt", "Plain text", (".txt",), "text/plain", "text"),
    ExportFormat(
        "docx",
        "Word",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    ExportFormat("xliff", "XLIFF", (".xlf", ".xliff"), "application/xliff+xml", "xliff"),
    ExportFormat("tmx", "TMX", (".tmx",), "application/x-tmx+xml", "tmx"),
    ExportFormat("json", "JSON", (".json",), "application/json", "json"),
)
# By name, in the order in which users see them.
FORMATS = {row.name: row for row in _ROWS}
