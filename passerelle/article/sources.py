"""Links to the original of an article: `Source : https://…`, `Theo Báo X (https://…)`, an address alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from passerelle.article.passages import has_letters
from passerelle.article.phrases import any_of, clean
from passerelle.urls import WEB_ADDRESS, has_scheme

MAX_SOURCE_WORDS, MAX_URL = 80, 2048
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?[^()]*\)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


SOURCE_WORD = any_of("source")
_SOURCE = re.compile(
    rf"\(?(?:(?P<word>{SOURCE_WORD}|{any_of('source_label')})|(?P<article>{any_of('source_article')})"
    rf"|(?P<plain>{any_of('source_after')})|(?P<weak>{any_of('source_link')}))"
    r"(?![\w'’])\s*(?:(?P<of>[^:：.,;!?]{0,40}?)\s*(?P<colon>[:：]))?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# `Traduit du vietnamien par An. Source : …`
_SOURCE_AT_END = re.compile(rf".*[.!?…)]\s+(?:{SOURCE_WORD})\s*[:：]\s*", re.IGNORECASE | re.DOTALL)
# `Source : www.example.com/page`
_BARE_ADDRESS = re.compile(
    rf"(?:{SOURCE_WORD})\s*[:：]\s*(?P<address>(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?P<page>/\S+)?)/?",
    re.IGNORECASE,
)
# Language of the page at an address, `(en vietnamien)`.
_IN_LANGUAGE = re.compile(rf"\s*[(\[](?:(?:{any_of('language_before')}) )?\w+(?: \w+)?[)\]]\.?\s*")
_NAMED_SOURCE = re.compile(rf"(?:{SOURCE_WORD})\s*[:：]\s*[^.!?;:]{{2,60}}", re.IGNORECASE)
# `(Theo Tuổi Trẻ)`
_PUBLISHER = re.compile(rf"\(?(?:{any_of('source_line')}) (?P<name>[^.,!?;:()]{{2,40}})\)?")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that names the source of an article.

    Attributes:
        url: the address; None if the line has only a name.
        rank: how explicit it is: 3 `Source : …`, 2 `Theo …`, 1 `Lien : …`, 0 a bare address.
    """

    url: str | None
    rank: int


def plausible_url(address: str) -> str | None:
    """Return an http(s) address that may lead to a web page, without the punctuation after it.

    Returns:
        The address; None for anything else: another scheme, a name without a dot, a number, a password.
    """
    if len(address) > 2 * MAX_URL:
        return None
    url = _trim_url(address.strip())
    if len(url) > MAX_URL or "\\" in url or not url.isprintable():
        return None
    if not (has_scheme(url) and WEB_ADDRESS.fullmatch(url)):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        _ = parts.port
    except (ValueError, UnicodeError):
        return None
    labels = host.split(".")
    if "@" in parts.netloc or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        return None
    top = labels[-1]
    return url if len(top) >= 2 and (top.isalpha() or top.startswith("xn--")) else None


def _trim_url(url: str) -> str:
    while url:
        last = url[-1]
        closes = {")": "(", "]": "[", "}": "{"}.get(last)
        if last in ".,;:!?…'’*|" or (closes and url.count(last) > url.count(closes)):
            url = url[:-1]
        else:
            return url
    return url


def _may_have_link(line: str) -> bool:
    """Return whether a line may have a link; much faster than searching for one."""
    return "://" in line or "](" in line or "www." in line.lower()


def source_line(line: str, links: Sequence[str] = ()) -> SourceLine | None:
    """Read a line such as `Source : https://…`, `Theo Báo X (https://…)` or an address alone.

    Args:
        line: the text of one passage.
        links: addresses of the links in it, which take precedence over an address in the text.

    Returns:
        None if the line is something else, including prose that mentions an address.
    """
    if len(line) > MAX_SOURCE_WORDS + 2 * MAX_URL:
        return None
    hrefs: list[str] = []
    addresses: list[str] = []

    def take_link(match: re.Match[str]) -> str:
        hrefs.append(match[2])
        return f"{match[1]}\0"

    def take_address(match: re.Match[str]) -> str:
        if not has_scheme(match[0]):
            return match[0]
        addresses.append(match[0])
        return "\0"

    # An address, or the text of a link, must end the line; \0 replaces it.
    words = line
    if _may_have_link(line):
        words = WEB_ADDRESS.sub(take_address, _MARKDOWN_LINK.sub(take_link, line))
    *before, after = words.split("\0") if "\0" in words else [words, ""]
    words = clean(" ".join(before))
    if len(words) > MAX_SOURCE_WORDS or (has_letters(after) and not _IN_LANGUAGE.fullmatch(after)):
        return None
    url = next(
        filter(None, map(plausible_url, [*reversed(links), *reversed(hrefs), *reversed(addresses)])), None
    )
    if url is None:
        if bare := _BARE_ADDRESS.fullmatch(words):
            # A site's home page has no story to compare with.
            return SourceLine(plausible_url(f"https://{bare['address']}") if bare["page"] else None, 3)
        publisher = _PUBLISHER.fullmatch(words)
        named = _NAMED_SOURCE.fullmatch(words) or (publisher and publisher["name"][0].isupper())
        return SourceLine(None, 0) if named and not (hrefs or addresses) else None
    if match := _SOURCE.fullmatch(words):
        rest = match["rest"]
        brief = len(rest) <= 40 and not re.search("[.,;!?]", rest)
        if _SOURCE_AT_END.fullmatch(words):
            return SourceLine(url, 3)
        if match["plain"]:
            return SourceLine(url, 2) if brief else None
        if match["weak"]:
            return (
                SourceLine(url, 1) if not match["of"] and (match["colon"] or not has_letters(rest)) else None
            )
        if match["colon"] or not has_letters(rest) or (match["article"] and brief):
            return SourceLine(url, 3)
        return None
    linked = _MARKDOWN_LINK.fullmatch(clean(line))
    return SourceLine(url, 0) if (hrefs or addresses) and (linked or not has_letters(words)) else None
