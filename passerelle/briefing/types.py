"""Types of a briefing: an article, its translation and its brief."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import shorten
from typing import Any, Literal

from passerelle.article.types import Article
from passerelle.briefing.blocks import english_title, unreliable_share
from passerelle.crosscheck.types import Agreement, Crosscheck, TranslatedArticle
from summarize.types import Brief
from translate.types import Translation

# Which of the two versions: the given article, or the original that it translates.
Side = Literal["version", "original"]


@dataclass(frozen=True, slots=True)
class Timings:
    """Wall-clock seconds of each step, including time spent in the consumer of `Briefer.events`.

    Attributes:
        read: reading the article.
        translate: its translation.
        summarize: the brief.
        original: time for the original once the article was translated: the rest of the fetch, its
            translation and the comparison; 0 if none was wanted.
    """

    read: float
    translate: float
    summarize: float
    original: float = 0.0

    @property
    def total(self) -> float:
        """Return the sum of the steps."""
        return self.read + self.translate + self.original + self.summarize


@dataclass(frozen=True, slots=True, repr=False)
class Briefing:
    """An article with its English translation and a brief of it.

    Attributes:
        article: the article as it was read.
        translation: its English; source offsets of its segments refer to `article.text`.
        brief: the brief; its sentences cite the segments of `translation` that support them.
        timings: wall-clock seconds of each step.
        signature: version, models, engines and options that produced it, in one line.
        original: the original and its English, if it was read.
        original_problem: why the two could not be compared, in one sentence, if a comparison was requested.
        crosscheck: the comparison of the two.
        agreement: with a crosscheck, one value for each sentence of the brief, in order: `both` if its
            evidence is in both versions, `differs` if they have a firm difference there, `version_only` if
            only this version has it; None if the English of the other version is unreliable.
    """

    article: Article
    translation: Translation
    brief: Brief
    timings: Timings
    signature: str
    original: TranslatedArticle | None = None
    original_problem: str | None = None
    crosscheck: Crosscheck | None = None
    agreement: tuple[Agreement | None, ...] = ()

    def __repr__(self) -> str:
        """Return the main facts of the briefing in one line."""
        heading = None if self.heading is None else shorten(self.heading, 80, placeholder=" …")
        parts = [
            f"{heading!r}",
            f"language={self.article.language!r}",
            f"segments={len(self.translation.segments)}",
            f"brief={len(self.brief.sentences)}",
        ]
        if self.crosscheck:
            parts.append(f"differences={len(self.crosscheck.firm)}")
        return f"Briefing({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Return the reading view for a notebook, in an isolated frame."""
        return (
            '<iframe sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" title="Briefing" '
            'style="width: 100%; height: 40rem; border: 1px solid #8886" '
            f'srcdoc="{escape(self.to_html())}"></iframe>'
        )

    @property
    def heading(self) -> str | None:
        """Return the article's title in English, else the headline of its brief, else None."""
        headline = self.brief.headline.text if self.brief.headline else None
        return english_title(self.article, self.translation.segments) or headline

    @property
    def caution(self) -> str | None:
        """Return a sentence about the omissions of the brief, if too little of the English is reliable."""
        return unreliable_share(self.article, self.translation.segments)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Briefing":
        """Read the output of `to_json`; the result equals the briefing that was written.

        Raises:
            BriefingError: the text is not JSON, or not a briefing of this schema.
        """
        from passerelle.output import from_json

        return from_json(text)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Briefing":
        """Read the result of `to_dict`, or of any JSON parser for the output of `to_json`.

        Raises:
            BriefingError: it is not a briefing of this schema.
        """
        from passerelle.output import from_dict

        return from_dict(document)

    def to_dict(self) -> dict[str, Any]:
        """Return the content of `to_json` as dictionaries, lists, strings and numbers."""
        from passerelle.output import document

        return document(self)

    def to_json(self) -> str:
        """Return the whole briefing as JSON; `passerelle/output/briefing.schema.json` describes it."""
        return self._written("json")

    def to_markdown(self) -> str:
        """Return Markdown to read and to edit; see `passerelle.output.markdown.write`."""
        return self._written("md")

    def to_html(self) -> str:
        """Return one self-contained page; see `passerelle.output.html.write`."""
        return self._written("html")

    def to_text(self) -> str:
        """Return plain text for a terminal or for pasting; see `passerelle.output.text.write`."""
        return self._written("txt")

    def _written(self, name: str) -> str:
        from passerelle.output import FORMATS  # imported here, since `output` is a layer above

        return FORMATS[name].content(self).decode()
