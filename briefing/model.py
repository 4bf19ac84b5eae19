"""What the pipeline gives: one article, its English and its brief."""

from dataclasses import dataclass

from article.model import Article
from summarize.model import Brief
from translate.model import Translation


@dataclass(frozen=True, slots=True)
class Timings:
    """Wall-clock seconds of each step; a consumer of `Briefer.events` that dawdles counts in."""

    read: float
    translate: float
    summarize: float

    @property
    def total(self) -> float:
        """Sum of the steps."""
        return self.read + self.translate + self.summarize


@dataclass(frozen=True, slots=True)
class Briefing:
    """An article side by side with its English, and a brief of it.

    `brief.sentences[i].evidence` counts `translation.segments`; the offsets of
    `translation.segments` count `article.text` (`translation.source_text` is `article.text`).
    """

    article: Article
    translation: Translation
    brief: Brief
    timings: Timings
    signature: str

    def to_json(self) -> str:
        """All of it as JSON; see `briefing.export.to_json`."""
        from briefing.export import to_json

        return to_json(self)

    def to_markdown(self) -> str:
        """To read and to edit; see `briefing.export.to_markdown`."""
        from briefing.export import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """One self-contained page; see `briefing.render.to_html`."""
        from briefing.render import to_html

        return to_html(self)
