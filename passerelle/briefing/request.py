"""The request for a briefing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict, Unpack

from passerelle.article.types import Article
from passerelle.briefing.types import Briefing
from passerelle.urls import host
from summarize import Length, check_length
from translate import Glossary

# A file (Path), an article's text or its web address (str), a file's content (bytes), or an article.
Source = Path | str | bytes | Article


@dataclass(frozen=True, slots=True)
class Request:
    """An article to brief, with the options for its briefing.

    Attributes:
        source: a file (`Path`), an article's text or its web address (`str`), which is then
            fetched, a file's content (`bytes`), or an article that has been read.
        language: ISO 639-1 code of the article; None to identify it.
        name: a name for the article; a file's name by default.
        original: the article that this one translates, in any form that `source` accepts.
        fetch: whether to fetch the original that the article itself links to, if `original` is None; or a set
            of hosts, to fetch it only from these.
        polite: whether to obey the robots.txt of the site that is fetched from.
        length: length of the brief: `short`, `standard`, `long` or a word limit.
        glossary: source terms and their required English.
        align_words: whether to align the words of each segment.
        corrections: the user's own English, by source sentence; the models do not change it.
        remembered: English from the user's translation memory, by source sentence, used in the same way.
        earlier: a briefing of the same article, to correct it or to add an original: its sentences keep
            their English.

    Raises:
        LengthError: `length` is not a valid length for a brief.
        TypeError: the glossary is not a `Glossary`.
    """

    source: Source
    language: str | None = None
    name: str | None = None
    original: Source | None = None
    fetch: bool | frozenset[str] = False
    polite: bool = False
    length: Length = "standard"
    glossary: Glossary | None = None
    align_words: bool = False
    corrections: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    earlier: Briefing | None = None

    def __post_init__(self) -> None:
        check_length(self.length)
        if not isinstance(self.glossary, Glossary | None):
            made = type(self.glossary).__name__
            raise TypeError(f"The glossary is of type {made}; create it with Glossary.read(...).")

    def may_fetch(self, address: str | None) -> bool:
        """Return whether the original that an article links to may be fetched."""
        if address is None or isinstance(self.fetch, bool):
            return bool(address and self.fetch)
        return host(address) in self.fetch


class RequestFields(TypedDict, total=False):
    """The fields of `Request` except its source, for functions that take them as keyword arguments."""

    language: str | None
    name: str | None
    original: Source | None
    fetch: bool | frozenset[str]
    polite: bool
    length: Length
    glossary: Glossary | None
    align_words: bool
    corrections: Mapping[str, str]
    remembered: Mapping[str, str]
    earlier: Briefing | None


def as_request(source: Source | Request, **fields: Unpack[RequestFields]) -> Request:
    """Return a request for a source, or a given request with these fields replaced."""
    return replace(source, **fields) if isinstance(source, Request) else Request(source, **fields)


def check_sources(sources: object) -> None:
    """Check that an argument is a series of sources, not a single one.

    Raises:
        TypeError: it is a single source, or is not iterable.
    """
    if isinstance(sources, str | bytes) or not isinstance(sources, Iterable):
        made = type(sources).__name__
        raise TypeError(f"pipe takes several sources, such as a list of paths, not {made}.")
