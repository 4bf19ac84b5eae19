"""The page's endpoints for programs that use Gradio's interfaces: its clients, curl, OpenAPI and MCP."""

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from passerelle.briefing import Briefer, BriefingFinished, Request
from passerelle.characters import encodable
from passerelle.errors import PasserelleError
from passerelle.output.json import document, translation_document
from passerelle.page.texts import Texts
from passerelle.page.turns import Fairness
from passerelle.page.work import Workers
from summarize.types import parse_length
from translate import Glossary

_Result = TypeVar("_Result")
_AUTO = "auto"


class ProgramApi:
    """The endpoints `translate`, `brief` and `languages`.

    Programs read their docstrings, and so do models that use them as tools.

    Args:
        briefer: creates the briefings.
        texts: translates texts.
        fairness: shares the machine among all users.
        workers: run the work.
    """

    def __init__(self, briefer: Briefer, texts: Texts, fairness: Fairness, workers: Workers) -> None:
        self._briefer, self._texts = briefer, texts
        self._fairness, self._workers = fairness, workers

    def add(self) -> None:
        """Add the endpoints to the `gr.Blocks` that is open."""
        for endpoint in (self.translate, self.brief, self.languages):
            # Outside Gradio's queue, which `Workers` replaces, so that an MCP tool is called directly.
            api(endpoint, api_name=endpoint.__name__, queue=False)

    async def translate(self, text: str, language: str = _AUTO, glossary: str = "") -> dict[str, Any]:
        """Translate a text into English, sentence by sentence, and check every sentence.

        Args:
            text: the text in French, Vietnamese or another language that `languages` lists; line breaks are
                kept.
            language: ISO 639-1 code of the text, such as fr, or auto to identify it.
            glossary: your own terms as CSV, one per line: source term, target term, language, note; may be
                empty.

        Returns:
            The English (text), the language of the text (source_language), and each sentence (segments) with
            its place in both texts, how far it can be trusted (confidence: good, check or unreliable), and
            the findings of the checks.
        """

        def work() -> dict[str, Any]:
            terms = Glossary.read(glossary) if glossary.strip() else None
            [made] = self._texts.translate([encodable(text)], _code(language), glossary=terms)
            return translation_document(made)

        return await self._in_turn(work)

    async def brief(
        self,
        article: str,
        language: str = _AUTO,
        length: str = "standard",
        fetch: bool = False,
        glossary: str = "",
    ) -> dict[str, Any]:
        """Translate a news article into English and write a brief in which every sentence cites its evidence.

        Args:
            article: the text of the article, or its web address, which is then fetched.
            language: ISO 639-1 code of the article, such as fr, or auto to identify it.
            length: length of the brief: short, standard, long, or a number of words.
            fetch: whether to fetch the original that the article links to, and compare the two versions.
            glossary: your own terms as CSV, one per line: source term, target term, language, note; may be
                empty.

        Returns:
            The briefing: the brief with its evidence (brief), the article (article) and its English
            (translation), and how the version differs from its original (crosscheck), if requested.
        """

        def work() -> dict[str, Any]:
            self._texts.check([article], _code(language))
            asked = Request(
                encodable(article),
                language=_code(language),
                length=parse_length(length),
                fetch=fetch,
                glossary=Glossary.read(glossary) if glossary.strip() else None,
            )
            for event in self._fairness.share(self._briefer.events(asked)):
                if isinstance(event, BriefingFinished):
                    return document(event.briefing)
            raise AssertionError("the events ended without a briefing")

        return await self._in_turn(work)

    async def languages(self) -> dict[str, str]:
        """List the languages that can be translated into English.

        Returns:
            The English name of each language by its ISO 639-1 code.
        """
        return await self._in_turn(self._texts.languages)

    async def _in_turn(self, work: Callable[[], _Result]) -> _Result:
        """Run work when it reaches the head of the queue; report any error in one sentence."""
        try:
            return await self._workers.run(work)
        except PasserelleError as error:
            raise gr.Error(str(error), print_exception=False) from None


def _code(language: str) -> str | None:
    """Return the code of a language; None if it is to be identified."""
    return None if language in ("", _AUTO) else language
