"""Read Markdown: find its blocks in the unchanged text."""

import re
from collections.abc import Iterator

from passerelle.article import plain
from passerelle.article.passages import ParsedText, Passage, has_letters, trim
from passerelle.article.rules import MAX_TITLE, ends_sentence

_LINE_END = re.compile(r"\r\n?|\n")
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*(?P<fields>[\r\n].*?[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$)", re.DOTALL
)
_TITLE_FIELD = re.compile(r"[\r\n]title:(?P<title>[^\r\n]*)")
# A line of front matter: a field, an item, a comment, or a continuation of the field above.
_FIELD = re.compile(r"[\w.-]+\s*:|\s*-\s|\s*#|\s+\S")
# A script, a style, a comment, or a tag that begins or ends a block.
_BLOCK_TAG = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|</?(?!/?(?:a|abbr|b|br|cite|code|del|em|i|ins|kbd|mark|q|s"
    r"|small|span|strong|sub|sup|time|u)\b)[a-z][^<>]*>|<(?:br|hr)\b[^<>]*>|<[!?][^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]")


def parse(text: str, encoding: str) -> ParsedText:
    """Find the passages of a Markdown text; markup lies between them."""
    return ParsedText(text, tuple(_passages(text)), encoding)


def _passages(text: str) -> Iterator[Passage]:
    from markdown_it import MarkdownIt

    start = 0
    titled = False
    if (front := _FRONT_MATTER.match(text)) and _is_front_matter(front["fields"].splitlines()[1:]):
        start = front.end()
        if title := _title(text, *front.span("fields")):
            titled = True
            yield Passage(*title, "title")
    lines = _lines(text, start)
    # Four spaces before a paragraph are an indent here, not code.
    tokens = MarkdownIt("commonmark").disable("code").parse(text[start:])
    inlines = [(_ranges(text, lines, t.map[0], t.content), t) for t in tokens if t.type == "inline" and t.map]
    wrapped = plain.is_wrapped(text, [ranges for ranges, _ in inlines])
    found = dict(zip((id(t) for _, t in inlines), (ranges for ranges, _ in inlines), strict=True))
    opened, underlined = "", False
    for token in tokens:
        if token.type in ("fence", "html_block") and token.map:
            first, last = token.map[0], min(token.map[1], len(lines)) - 1
            begin, end = lines[first][0], lines[last][1]
            inner = list(_prose(text, begin, end)) if token.type == "html_block" else []
            yield from inner or [Passage(begin, end, "boilerplate")]
        elif token.type == "inline":
            ranges = found.get(id(token), [])
            if opened == "heading_open":
                if ranges:
                    start, end = ranges[0][0], ranges[-1][1]
                    # A rule just below a paragraph makes it a heading, which the author rarely means.
                    prose = underlined and (
                        len(text[start:end]) > MAX_TITLE or ends_sentence(text[start:end])
                    )
                    yield Passage(start, end, None if titled or prose else "title")
                    titled = titled or not prose
            elif token.children and all(
                child.type in ("image", "softbreak") or not child.content.strip() for child in token.children
            ):
                for begin, end in ranges:
                    for image in _IMAGE.finditer(text, begin, end):
                        if has_letters(image[1]):
                            yield Passage(image.start(1), image.end(1), "caption")
            else:
                yield from (Passage(*r) for r in (plain.join(text, ranges) if wrapped else ranges))
        opened = token.type
        underlined = token.type == "heading_open" and token.markup == "-"


def _prose(text: str, begin: int, end: int) -> Iterator[Passage]:
    """Yield the prose between the tags of an HTML block; inline tags stay in the text."""
    for start, stop in _between(text, begin, end, _BLOCK_TAG):
        stop = min(stop, start + len(text[start:stop].rstrip()))
        if has_letters(_ANY_TAG.sub(" ", text[start:stop])):
            yield Passage(start + len(text[start:stop]) - len(text[start:stop].lstrip()), stop)


def _between(text: str, begin: int, end: int, form: re.Pattern[str]) -> Iterator[plain.Range]:
    """Yield the ranges between the matches of a pattern."""
    position = begin
    for match in form.finditer(text, begin, end):
        yield position, match.start()
        position = match.end()
    yield position, end


def _title(text: str, begin: int, end: int) -> plain.Range | None:
    """Return where the title is in the front matter, without quotation marks; None if there is none."""
    field = _TITLE_FIELD.search(text, begin, end)
    start, stop = trim(text, *field.span("title")) if field else (0, 0)
    if stop - start > 1 and text[start] in "\"'" and text[start] == text[stop - 1]:
        start, stop = trim(text, start + 1, stop - 1)
    named = has_letters(text[start:stop]) and text[start] not in "\"'"
    return (start, stop) if named else None


def _is_front_matter(lines: list[str]) -> bool:
    """Return whether lines between two rules are fields and not paragraphs."""
    return bool(lines and lines[0].strip()) and all(not line.strip() or _FIELD.match(line) for line in lines)


def _lines(text: str, position: int) -> list[plain.Range]:
    lines: list[plain.Range] = []
    for end in _LINE_END.finditer(text, position):
        lines.append((position, end.start()))
        position = end.end()
    return [*lines, (position, len(text))]


def _ranges(text: str, lines: list[plain.Range], first: int, content: str) -> list[plain.Range]:
    """Return the ranges of the lines of a block's content, without the markup before them."""
    ranges: list[plain.Range] = []
    for number, line in enumerate(content.split("\n"), start=first):
        start, end = lines[number]
        column = text.find(line.strip(), start, end)
        if line.strip():
            # If the parser has replaced a character, the whole line is the block.
            ranges.append((start, end) if column < 0 else (column, column + len(line.strip())))
    return ranges
