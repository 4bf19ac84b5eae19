"""Read the metadata of a page's article from JSON-LD in the schema.org vocabulary."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Endings of schema.org types for a single article: `NewsArticle`, `LiveBlogPosting`.
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_MAX_DEPTH, _MAX_NODES, _MAX_CHARACTERS = 12, 5_000, 2_000_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Statement:
    """An object described in JSON-LD: an article, or something else such as a site or a list.

    Attributes:
        types: its types, such as `NewsArticle`.
        headline: its title, or an empty string.
        body: its whole text, possibly with markup, or an empty string.
        free: False if the publisher says that it must be paid for.
        date: when it was published, as written.
        authors: names of its authors.
        publisher: name of its publisher.
    """

    types: tuple[str, ...]
    headline: str
    body: str
    free: bool
    date: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""


def statements(tree: Any) -> list[Statement]:
    """Read what a page's JSON-LD describes, in order, skipping damaged data."""
    found: list[Statement] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _MAX_CHARACTERS:
            continue
        try:
            data = json.loads(_CONTROLS.sub(" ", text), strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = list(_nodes(data))
        # `"author": {"@id": "#anne"}`, with her name elsewhere in the graph.
        named = {str(node["@id"]): node["name"] for node in nodes if node.get("@id") and node.get("name")}
        found += [_statement(node, named) for node in nodes]
    return [each for each in found if each.types]


def is_article(statement: Statement) -> bool:
    """Return whether a statement is about an article rather than a site or a list."""
    return any(map(_ARTICLE.search, statement.types))


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object with a type, iteratively, down to a fixed depth and number."""
    stack, seen = [(data, 0)], 0
    while stack and seen < _MAX_NODES:
        node, depth = stack.pop()
        seen += 1
        if depth > _MAX_DEPTH:
            continue
        if isinstance(node, dict):
            if "@type" in node:
                yield node
            stack.extend(
                (value, depth + 1) for value in reversed(node.values()) if isinstance(value, dict | list)
            )
        elif isinstance(node, list):
            stack.extend((value, depth + 1) for value in reversed(node) if isinstance(value, dict | list))


def _statement(node: dict[str, Any], named: dict[str, Any]) -> Statement:
    types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    parts = node.get("hasPart", [])
    return Statement(
        tuple(str(each) for each in types if each),
        html.unescape(_text(node.get("headline"))),
        _body(node, types),
        all(map(_is_free, [node, *(parts if isinstance(parts, list) else [parts])])),
        _text(node.get("datePublished")),
        tuple(dict.fromkeys(_names(node.get("author"), named))),
        next(_names(node.get("publisher"), named), ""),
    )


def _is_free(node: Any) -> bool:
    free = node.get("isAccessibleForFree", True) if isinstance(node, dict) else True
    return not (free is False or str(free).strip().lower() in ("false", "http://schema.org/false"))


def _names(value: Any, named: dict[str, Any]) -> Iterator[str]:
    """Yield the names in a text, an object with a name or the identifier of one, or a list of these."""
    for each in value if isinstance(value, list) else [value]:
        name = each.get("name") or named.get(str(each.get("@id"))) if isinstance(each, dict) else each
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and text.strip() and "://" not in text:
                yield " ".join(html.unescape(text).split())


def _body(node: dict[str, Any], types: list[Any]) -> str:
    """Return the text of an article: a string or a list of its paragraphs, under one of two names."""
    is_article = any(_ARTICLE.search(str(each)) for each in types)
    value = node.get("articleBody") or (node.get("text") if is_article else None)
    return "\n".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of an `articleBody`, which may have markup, escaped or not."""
    from lxml import html as parser

    if "\\n" in body and "\n" not in body:
        # Escaped twice.
        body = body.replace("\\r", "").replace("\\n", "\n")
    if "&lt;" in body or "&#" in body or "&nbsp;" in body:
        body = html.unescape(body)
    if re.search(r"</(?:p|div|li|h[1-6])>|<br\b", body, re.IGNORECASE):
        body = re.sub(r"(?i)<(?:/?(?:p|div|li|h[1-6]|ul|ol|blockquote)|br)\b[^<>]*>", "\n\n\\g<0>", body)
        body = "".join(parser.fragment_fromstring(body, create_parent="div").itertext())
    return [line for part in body.splitlines() if (line := " ".join(part.split()))]
