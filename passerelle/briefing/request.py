"""What is asked of a briefing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

from passerelle.article.types import Article
from summarize import Length, check_length
from translate import Glossary

# A file (Path), an article's text or its web address (str), a file's content (bytes), or an article.
Source = Path | str | bytes | Article


@dataclass(frozen=True, slots=True)
class Request:
    """An article to brief, and how.

    Attributes:
        source: a file (`Path`), an article's text or its web address (`str`), which is then
            fetched, a file's content (`bytes`), or an article that was read already.
        language: ISO 639-1 code of the article; None to identify it.
        name: what to call the article; a file's name by default.
        original: the article that this one translates, as `source`.
        fetch: whether to fetch the address that the article itself names as its original, if
            `original` is None.
        polite: whether to obey the robots.txt of the site that is fetched from.
        length: of the brief: `short`, `standard`, `long` or a word limit.
        glossary: source terms and the English to use for each.
        align_words: whether each segment is to say which word became which.

    Raises:
        LengthError: no brief can have that length.
        TypeError: the glossary is not a `Glossary`.
    """

    source: Source
    language: str | None = None
    name: str | None = None
    original: Source | None = None
    fetch: bool = False
    polite: bool = False
    length: Length = "standard"
    glossary: Glossary | None = None
    align_words: bool = False

    def __post_init__(self) -> None:
        check_length(self.length)
        if not isinstance(self.glossary, Glossary | None):
            made = type(self.glossary).__name__
            raise TypeError(f"The glossary is of type {made}; make it with Glossary.read(...).")


class RequestFields(TypedDict, total=False):
    """The fields of `Request` but its source, for functions that take them as keyword arguments."""

    language: str | None
    name: str | None
    original: Source | None
    fetch: bool
    polite: bool
    length: Length
    glossary: Glossary | None
    align_words: bool


def as_request(source: Source | Request, **fields: Unpack[RequestFields]) -> Request:
    """Return a request for a source; given a request, return it with these fields replaced."""
    return replace(source, **fields) if isinstance(source, Request) else Request(source, **fields)


def check_sources(sources: object) -> None:
    """Check that something is several sources.

    Raises:
        TypeError: it is a single one, or none.
    """
    if isinstance(sources, str | bytes) or not isinstance(sources, Iterable):
        made = type(sources).__name__
        raise TypeError(f"pipe takes several sources, such as a list of paths, not {made}.")
