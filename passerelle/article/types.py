"""Types of an article and of the blocks that it consists of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "paragraph", "caption", "link", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of `Article.text` of one kind.

    Attributes:
        kind: `title`, `paragraph` and `caption` are translated; `link` (a line that
            names the article's source) and `boilerplate` (share bars, comment counters)
            are shown in the foreign text only.
        start: offset of the first character in `Article.text`.
        end: offset after the last character.
    """

    kind: BlockKind
    start: int
    end: int

    @property
    def translatable(self) -> bool:
        """Return whether the block is part of the story."""
        return self.kind in ("title", "paragraph", "caption")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read.

    Attributes:
        text: all of the text, line ends as they were. For a plain-text or Markdown
            input `text.encode(encoding)` equals the input byte for byte, unless a notice
            says that its letters were repaired; for other formats it is the extracted text.
        blocks: in reading order, without overlap; between two blocks there is only
            white space, the `|` that ended a line (or, in Markdown, markup).
        language: ISO 639-1 code, such as `fr`.
        source_url: address of the original, if the article names one.
        name: name of the input in a list: a file name or a page address.
        encoding: Python codec that the text was decoded with.
        date: date of publication in ISO 8601, such as `2026-05-12`, if the page states it.
        author: its authors as named on the page, separated by `; `.
        outlet: name of the newspaper or site.
        notices: remarks about the file or page, one sentence each, for example that a page has only
            the beginning of the article, or that a page of a PDF has no text.
    """

    text: str
    blocks: tuple[Block, ...]
    language: str
    source_url: str | None = None
    name: str | None = None
    encoding: str = "utf-8"
    date: str | None = None
    author: str | None = None
    outlet: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The text of the first title block, or None."""
        return next((self.block_text(b) for b in self.blocks if b.kind == "title"), None)

    @property
    def byline(self) -> str:
        """The author, outlet and date in one line, as far as they are known."""
        return " · ".join(filter(None, (self.author, self.outlet, self.date)))

    def block_text(self, block: Block) -> str:
        """Return the text of a block."""
        return self.text[block.start : block.end]

    def story(self) -> Iterator[Block]:
        """Yield the blocks to translate, in order."""
        return (block for block in self.blocks if block.translatable)
