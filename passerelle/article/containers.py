"""Find the container of a page's story for trafilatura, which reads one container."""

from collections import Counter
from typing import Any

from passerelle.article.boxes import is_named

# Maximum number of characters in the other parts of a divided story, relative to the longest part.
_MAX_JOINED_RATIO = 3
_HEADINGS = ("h1", "h2", "h3", "h4")
# Minimum number and share of sibling articles without a heading for all of them to be parts of one story.
_MIN_BARE_PARTS, _MIN_BARE_SHARE = 2, 1 / 3


def frame(tree: Any) -> None:
    """Make the element with the most paragraphs an `article`, if trafilatura does not recognize a container.

    Otherwise, trafilatura would keep only the paragraphs, without the lists and headings between them.
    """
    from trafilatura.xpaths import BODY_XPATH

    if (article := tree.find(".//article")) is not None:
        _join_articles(article)
        return
    sizes: Counter[Any] = Counter()
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            sizes[parent] += len(paragraph.text or "") + sum(len(c.tail or "") for c in paragraph)
    if not sizes:
        return
    parent, whole = sizes.most_common(1)[0][0], sum(sizes.values())
    parent, size = _joined(parent, sizes)
    if 2 * size <= whole or parent.tag not in ("body", "div", "section", "td", "main", "form"):
        return
    if any(expression(tree) for expression in BODY_XPATH):
        return
    if parent.tag == "body":
        article = tree.makeelement("article")
        article.text, parent.text = parent.text, None
        article.extend(list(parent))
        parent.append(article)
    elif parent.tag in ("div", "section"):
        parent.tag = "article"


def _join_articles(article: Any) -> None:
    """Move the parts of a divided story into the first one.

    An `article` with a heading may be another story; if several have none, they are all parts of one.
    """
    siblings = (part for part in article.itersiblings("article") if part.find(".//p") is not None)
    parts = [part for part in siblings if not is_named(part)]
    bare = [part for part in parts if next(part.iter(*_HEADINGS), None) is None]
    divided = len(bare) >= _MIN_BARE_PARTS and len(bare) >= _MIN_BARE_SHARE * len(parts)
    for part in parts if divided else bare:
        linked = any(heading.find(".//a") is not None for heading in part.iter(*_HEADINGS))
        if not linked:
            article.extend(list(part))


def _joined(container: Any, sizes: Counter[Any]) -> tuple[Any, int]:
    """Join a container with its siblings of the same name: an advertisement may divide a story in two.

    Args:
        container: the parent of most paragraphs.
        sizes: number of characters in paragraphs, by their parent.

    Returns:
        The container of them all, and the number of characters in its paragraphs.
    """
    above = container.getparent()
    if above is None or container.tag not in ("div", "section"):
        return container, sizes[container]
    named = container.get("class")
    parts = [e for e in above.iterchildren(container.tag) if sizes[e] and e.get("class") == named]
    if sum(sizes[part] for part in parts) - sizes[container] > _MAX_JOINED_RATIO * sizes[container]:
        return container, sizes[container]  # a list of comments, or of other stories
    first, *others = parts
    for part in others:
        first.extend(list(part))
    return first, sum(sizes[part] for part in parts)
