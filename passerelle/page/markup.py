"""Find the texts in HTML, and put their English back between the same tags.

Tags, comments and content not meant for reading stay exactly as they are, however broken the markup; only the
text between them is replaced. A block, such as a paragraph, is translated whole. Inline tags go where the
word alignment puts their words, as in browser translators (Mozilla's Bergamot, `html.cpp`).
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from passerelle.spans import Span
from translate import Translation

# Block elements; every other element, unknown ones included, is inline.
_BLOCKS = frozenset(
    """address article aside audio blockquote body br button canvas caption center col colgroup dd details
    dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html iframe legend li link main math menu meta nav noscript object ol optgroup option p
    picture pre script search section select source style summary svg table tbody td template textarea tfoot
    th thead title tr track ul video""".split()
)
_VOID = frozenset("area base br col embed frame hr img input link meta source track wbr".split())
# Elements without text for readers, or without text to translate.
_KEPT = frozenset("code kbd math samp script style svg template textarea var xmp".split())
# Elements whose content is not markup (HTML standard, section 13.2.5).
_RAW = frozenset("iframe noembed noframes script style textarea xmp".split())
_KEPT_BY_ATTRIBUTE = re.compile(
    r"\stranslate\s*=\s*[\"']?no\b|\sclass\s*=\s*(?:\"[^\"]*\bnotranslate\b|'[^']*\bnotranslate\b|notranslate\b)",
    re.IGNORECASE,
)
_TAG_START = re.compile(r"<(?:(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*)|(?P<other>!--|[!?]|/[^A-Za-z]))")
_TAG_REST = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
# Beyond this depth, which no editor produces, inline tags are placed individually.
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the markup.

    Attributes:
        kind: `text`, `open`, `close`, `point` (void elements and comments), or `kept`: a whole element
            that is not translated.
        raw: the token as it was given.
        name: the element's name, in lower case.
    """

    kind: str
    raw: str
    name: str = ""


@dataclass(slots=True)
class _Inline:
    """An inline element, a point or a kept element of a block; `start` and `end` are in the block's text."""

    before: str
    start: int
    end: int
    after: str = ""
    kept: bool = False
    children: list["_Inline"] = field(default_factory=list)


@dataclass(slots=True)
class _Passage:
    """A block's text, and the markup between its words."""

    raw: str
    text: str
    children: list[_Inline]


def translate_markup(markup: str, translate: Callable[[list[str]], Sequence[Translation]]) -> str:
    """Return HTML with its texts in English.

    Args:
        markup: a page or a fragment.
        translate: takes the texts of the blocks and returns their translations, with `align_words`.
    """
    passages = list(_passages(_elements_kept(list(_tokens(markup)))))
    asked = [passage for passage in passages if any(map(str.isalpha, passage.text))]
    made = iter(translate([passage.text.strip() for passage in asked]) if asked else ())
    wanted = set(map(id, asked))
    return "".join(_rendered(p, next(made)) if id(p) in wanted else p.raw for p in passages)


def text_of(markup: str) -> str:
    """Return the texts in HTML, one line per block."""
    passages = _passages(_elements_kept(list(_tokens(markup))))
    return "\n".join(text for passage in passages if (text := passage.text.strip()))


def _tokens(markup: str) -> Iterator[_Token]:
    """Divide markup into tokens (HTML standard, section 13.2.5); an unterminated token is kept unchanged."""
    position = 0
    while found := _TAG_START.search(markup, position):
        if found.start() > position:
            yield _Token("text", markup[position : found.start()])
        name = (found["name"] or "").lower()
        if found["other"] == "!--":
            end = markup.find("-->", found.end())
            end = end + 3 if end >= 0 else len(markup)
        elif found["other"]:
            end = markup.find(">", found.start()) + 1 or len(markup)
        else:
            rest = _TAG_REST.match(markup, found.end())
            end = rest.end() if rest else len(markup)
        raw = markup[found.start() : end]
        position = end
        if not name:
            yield _Token("point", raw)
        elif found["end"]:
            yield _Token("close", raw, name)
        elif name in _VOID or raw.endswith("/>"):
            yield _Token("point", raw, name)
        else:
            yield _Token("open", raw, name)
            if name in _RAW:
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, position)
                end = closing.start() if closing else len(markup)
                yield _Token("kept", markup[position:end], name)
                position = end
    if position < len(markup):
        yield _Token("text", markup[position:])


def _elements_kept(tokens: list[_Token]) -> Iterator[_Token]:
    """Join every element that is not translated into one token."""
    # A tag only opens an element if a closing tag of that name follows.
    left: dict[str, int] = {}
    for token in tokens:
        if token.kind == "close":
            left[token.name] = left.get(token.name, 0) + 1
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "close":
            left[token.name] -= 1
        kept = token.kind == "open" and (token.name in _KEPT or _KEPT_BY_ATTRIBUTE.search(token.raw))
        if not kept or not left.get(token.name):
            yield token
            i += 1
            continue
        first, depth = i, 0
        while i < len(tokens):
            if tokens[i].kind == "close":
                left[tokens[i].name] -= 1
            if tokens[i].name == token.name:
                depth += {"open": 1, "close": -1}.get(tokens[i].kind, 0)
            i += 1
            if depth == 0:
                break
        yield _Token("kept", "".join(t.raw for t in tokens[first:i]), token.name)


def _passages(tokens: Iterator[_Token]) -> Iterator[_Passage]:
    """Divide the tokens into blocks; markup between blocks becomes a passage without text."""
    block: list[_Token] = []
    preformatted = 0
    for token in tokens:
        if token.name in _BLOCKS:
            yield _passage(block, preformatted=preformatted > 0)
            yield _Passage(token.raw, "", [])
            block = []
            if token.name == "pre":
                preformatted = max(0, preformatted + {"open": 1, "close": -1}.get(token.kind, 0))
        else:
            block.append(token)
    yield _passage(block, preformatted=preformatted > 0)


def _passage(block: Sequence[_Token], *, preformatted: bool) -> _Passage:
    text, length = [], 0
    root = _Inline("", 0, 0)
    open_elements: list[tuple[str, _Inline]] = [("", root)]
    for token in block:
        parent = open_elements[-1][1]
        if token.kind == "text" or (token.kind == "kept" and token.name not in _RAW):
            words = html.unescape(re.sub(r"<[^<>]*>", "", token.raw) if token.kind == "kept" else token.raw)
            words = words if preformatted else re.sub(r"[ \t\r\n\f]+", " ", words)
            if token.kind == "kept":
                parent.children.append(_Inline(token.raw, length, length + len(words), kept=True))
            text.append(words)
            length += len(words)
        elif token.kind == "open" and len(open_elements) <= _MAX_DEPTH:
            element = _Inline(token.raw, length, length)
            parent.children.append(element)
            open_elements.append((token.name, element))
        elif token.kind == "close" and token.name in (name for name, _ in open_elements):
            while open_elements[-1][0] != token.name:
                _leave_open(open_elements)
            element = open_elements.pop()[1]
            element.after, element.end = token.raw, length
        else:
            parent.children.append(_Inline(token.raw, length, length))
    while len(open_elements) > 1:
        _leave_open(open_elements)
    return _Passage("".join(token.raw for token in block), "".join(text), root.children)


def _leave_open(open_elements: list[tuple[str, _Inline]]) -> None:
    """Turn a tag left open in its block into a point, followed by its would-be content."""
    element = open_elements.pop()[1]
    parent = open_elements[-1][1]
    parent.children += element.children
    element.children, element.end = [], element.start


def _rendered(passage: _Passage, translation: Translation) -> str:
    """Return a block in English with its tags."""
    text = passage.text
    if translation.text == text.strip():
        return passage.raw
    lead, end = len(text) - len(text.lstrip()), len(text.rstrip())
    placing = _Placing(translation, lead)
    children = [c for c in passage.children if c.start <= end]
    inside = placing.render(children, Span(lead, end), Span(0, len(translation.text)))
    after = placing.render([c for c in passage.children if c.start > end], Span(end, end), Span(0, 0))
    return html.escape(text[:lead], quote=False) + inside + html.escape(text[end:], quote=False) + after


class _Placing:
    """Where the words of a block go in its English.

    Args:
        translation: the translation of the block's text.
        lead: number of white-space characters before it in the block.
    """

    def __init__(self, translation: Translation, lead: int) -> None:
        self._english = translation.text
        self._segments = [
            (Span(s.start + lead, s.end + lead), Span(s.target_start, s.target_end))
            for s in translation.segments
        ]
        # English words in order, each with the first source word that it is aligned to.
        words: dict[Span, Span] = {}
        for segment in translation.segments:
            start = segment.start + lead
            for source, target in segment.alignment or ():
                place = Span(segment.target_start + target.start, segment.target_start + target.end)
                words.setdefault(place, Span(start + source.start, start + source.end))
        self._words = sorted(words.items(), key=lambda pair: pair[0].start)

    def render(self, children: Sequence[_Inline], source: Span, target: Span) -> str:
        """Return a range of the English with the tags that were in the matching range of the source.

        Args:
            children: the inline elements in the source range.
            source: the range in the source.
            target: the matching range in the English.
        """
        placed = [(self._place(child, source, target), child) for child in children]
        placed.sort(key=lambda pair: pair[0].start)  # stable: elements at one place keep their order
        parts, position = [], target.start
        for place, child in placed:
            start = max(place.start, position)
            end = max(place.end, start)
            parts.append(self._text(position, start))
            inside = (
                ""
                if child.kept
                else self.render(child.children, Span(child.start, child.end), Span(start, end))
            )
            parts += [child.before, inside, child.after]
            position = end
        return "".join([*parts, self._text(position, target.end)])

    def _text(self, start: int, end: int) -> str:
        return html.escape(self._english[start:end], quote=False)

    def _place(self, child: _Inline, source: Span, target: Span) -> Span:
        if child.start <= source.start and child.end >= source.end and child.end > child.start:
            return target
        whole = [t for s, t in self._segments if child.start <= s.start and s.end <= child.end]
        words = [(w, s) for w, s in self._words if target.start <= w.start and w.end <= target.end]
        # The English of a kept element is left out, so it must not contain anything else's.
        ends = [s.end if _is_kept(child) else s.start + 1 for _, s in words]
        run = _longest_run(
            [child.start <= s.start and e <= child.end for (_, s), e in zip(words, ends, strict=True)]
        )
        found = [*whole, *(w for w, _ in words[run.start : run.end])]
        found = [span for span in found if target.start <= span.start and span.end <= target.end]
        if found:
            return Span(min(s.start for s in found), max(s.end for s in found))
        if child.start <= source.start:
            return Span(target.start, target.start)
        if child.start >= source.end:
            return Span(target.end, target.end)
        later = [(s.start, w.start) for w, s in words if s.start >= child.start]
        at = min(later)[1] if later else target.end
        return Span(at, at)


def _is_kept(element: _Inline) -> bool:
    """Return whether all text of an element is that of kept ones."""
    kept = sum(child.end - child.start for child in element.children if _is_kept(child))
    return element.kept or 0 < kept == element.end - element.start


def _longest_run(flags: Sequence[bool]) -> Span:
    best, start = Span(0, 0), 0
    for i, flag in enumerate([*flags, False]):
        if not flag:
            if i - start > best.end - best.start:
                best = Span(start, i)
            start = i + 1
    return best
