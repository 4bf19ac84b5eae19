"""Parse the source of a web page into a tree, without work that makes no difference to the result."""

import re
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

from passerelle.article import selection
from passerelle.article.margins import key
from passerelle.errors import ArticleError

# None of 1,344 pages in the test sets has more than 20,000 tags.
MAX_TAGS, MAX_ATTRIBUTES = 100_000, 500
_LONG_TAG_CHARACTERS = 2000
# A tag without its first bracket, followed by any text.
_LONG_TAG = re.compile(r"[a-z](?:[^\"'<>]|\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'){2000,}+>?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<=[\s"'])[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?""")
# Length of the text that trafilatura has just extracted (0 if it is so short that trafilatura may replace it
# without an escalation), and length of the text of the whole page.
_lengths: ContextVar[tuple[int, int]] = ContextVar("lengths", default=(0, 0))


def load(text: str, label: str) -> Any:
    """Parse the source of a page; None if it is not HTML.

    Args:
        text: the source.
        label: the page's name in error messages.

    Raises:
        ArticleError: it has too many tags.
    """
    import trafilatura

    if text.count("<") > MAX_TAGS:
        raise ArticleError(
            f"{label} has more than {MAX_TAGS:,} tags; save the article's own page, or paste its text."
        )
    _tune()
    return trafilatura.load_html(_with_short_tags(text))


@cache
def _tune() -> None:
    """Leave out work of trafilatura and lxml that makes no difference to the result.

    For each element, lxml.html looks up its class in Python, which takes a tenth of the time of reading a
    page; only the classes for forms, which nothing here uses, differ from the others. trafilatura extracts
    each story with readability too, which takes a fifth, and measures the text of the page for an escalation
    that is rarely possible, which takes a twentieth.
    """
    from lxml import etree, html
    from trafilatura.utils import HTML_PARSER

    core: Any = import_module("trafilatura.core")
    compare, page_text = core.compare_extraction, core.html2txt

    def compared(cleaned: Any, page: Any, body: Any, text: str, options: Any) -> tuple[Any, str]:
        whole = _count_characters(page)
        if not _is_final(whole, body, text, options):
            body, text = compare(cleaned, page, body, text, options)
        _lengths.set((len(text) if len(text) >= options.min_extracted_size else 0, whole))
        return body, text

    def measured(page: Any) -> str:
        return "" if _covers_page(page, core.ESCALATION_PAGE_SHARE) else page_text(page)

    core.compare_extraction, core.html2txt = compared, measured
    selection.tune()
    HTML_PARSER.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=html.HtmlElement,
            comment=html.HtmlComment,
            pi=html.HtmlProcessingInstruction,
            entity=html.HtmlEntity,
        )
    )


def _covers_page(page: Any, share: float) -> bool:
    """Return whether the text just extracted is certainly at least a share of a page's text."""
    extracted, whole = _lengths.get()
    # trafilatura puts spaces around blocks.
    return extracted > 0 and extracted >= share * (whole + 2 * page.xpath("count(.//*)"))


def _count_characters(page: Any) -> int:
    """Return the length of a page's text without code, or more."""
    code = sum(len(key(element.text or "")) for element in page.iter("script", "style"))
    return len(key(page.text_content())) - code


def _is_final(whole: int, body: Any, text: str, options: Any) -> bool:
    """Return whether trafilatura's `compare_extraction` would keep its own extraction.

    It would take the text that readability finds if that were more than twice as long, which is impossible if
    the text of the whole page is not.

    Args:
        whole: length of the page's text.
        body: the extracted elements.
        text: their text.
        options: options of the extraction.
    """
    from trafilatura.external import SANITIZED_XPATH

    if options.focus != "balanced" or len(text) < options.min_extracted_size:
        return False
    if whole > 2 * len(text):
        return False
    tables, paragraphs = body.findall(".//table"), body.findall(".//p")
    sound = len(tables) <= len(paragraphs) and bool(body.xpath(".//p//text()"))
    return sound and not body.xpath(SANITIZED_XPATH)


def _with_short_tags(text: str) -> str:
    """Return the source of a page, in which long tags keep only their first attributes.

    The parser compares each attribute with all before it.
    """
    parts: list[str] = []
    done = at = 0
    step = _LONG_TAG_CHARACTERS // 2
    while at < len(text):
        # A long part without the beginning of a tag contains a whole step without one.
        if text.find("<", at, at + step) >= 0:
            at += step
            continue
        start = text.rfind("<", done, at) + 1 or done
        end = text.find("<", at)
        end = len(text) if end < 0 else end
        if end - start > _LONG_TAG_CHARACTERS:
            parts += [text[done:start], _short_tag(text[start:end])]
            done = end
        at = end + 1
    return "".join([*parts, text[done:]]) if parts else text


def _short_tag(text: str) -> str:
    """Return a text that begins with a tag, shortened if it is long."""
    tag = _LONG_TAG.match(text)
    if not tag:
        return text
    cut = islice(_ATTRIBUTE.finditer(tag[0]), MAX_ATTRIBUTES, MAX_ATTRIBUTES + 1)
    end = next((attribute.start() for attribute in cut), len(tag[0]))
    return tag[0][:end] + ">" * (tag[0].endswith(">") and end < len(tag[0])) + text[tag.end() :]
