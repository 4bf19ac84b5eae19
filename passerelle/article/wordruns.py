"""The text of a Word paragraph: its runs, interpreted by their formatting."""

import re
from collections.abc import Iterator
from typing import Any

from passerelle.article import officemath
from passerelle.article.raised import raised
from passerelle.article.symbols import symbol

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD = re.compile(r"HYPERLINK\s+\"([^\"]+)\"")
# Properties, tracked deletions, field codes, ruby text, and text boxes, whose paragraphs are read separately.
_NOT_READ = frozenset("pPr rPr del moveFrom instrText drawing pict object rt".split())
_ON, _OFF = frozenset(("1", "true", "on")), frozenset(("0", "false", "off", "none"))
# Placeholder for omitted text; not a Unicode character.
_GAP = "\ufdd0"
# Maximum length of a chain of styles, each based on the next.
_MAX_STYLES = 20
# A run set at least this much higher is a superscript; less is only adjustment.
_MIN_RAISED_HALF_POINTS = 4


class StyleSheet:
    """The styles of a document by identifier.

    Args:
        root: the element `w:styles`.
    """

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on")
            ),
            None,
        )

    def name(self, style: str | None) -> str:
        """Return a style's name; Word's built-in ones in English, such as `Heading 1`."""
        element = self._styles.get(style)
        name = element.find(f"{_W}name") if element is not None else None
        text = name.get(f"{_W}val") or "" if name is not None else ""
        return text[:1].upper() + text[1:]

    def of_paragraph(self, paragraph: Any) -> str | None:
        """Return the identifier of a paragraph's style."""
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._default if found is None else found.get(f"{_W}val")

    def chain(self, style: str | None) -> Iterator[Any]:
        """Yield a style and the styles that it is based on."""
        for _ in range(_MAX_STYLES):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            based = element.find(f"{_W}basedOn")
            style = None if based is None else based.get(f"{_W}val")

    def run_property(self, run: Any, paragraph_style: str | None, name: str) -> str | None:
        """Return the value of a run's property, set directly or by its styles.

        It is `true` if the property is set without a value, and None if it is not set.
        """
        direct = run.find(f"{_W}rPr")
        properties = [direct] if direct is not None else []
        character = direct.find(f"{_W}rStyle") if direct is not None else None
        for style in (None if character is None else character.get(f"{_W}val"), paragraph_style):
            found = (element.find(f"{_W}rPr") for element in self.chain(style))
            properties += [element for element in found if element is not None]
        for element in properties:
            value = element.find(f"{_W}{name}")
            if value is not None:
                return value.get(f"{_W}val") or "true"
        return None


class LineReader:
    """Reads paragraphs with all tracked changes accepted, without struck-through and hidden text.

    python-docx's own `text` leaves out insertions under review and content controls.

    Attributes:
        left_out: whether struck-through or hidden text has been left out so far.
    """

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self.left_out = False

    def text(self, paragraph: Any) -> str:
        """Return the text of a paragraph, with line breaks."""
        line = ""
        small = ""
        for text, is_raised in self._parts(paragraph, self._styles.of_paragraph(paragraph)):
            if is_raised:
                small += text
                continue
            line += raised(line[-40:], small, text) if small else ""
            line, small = line + text, ""
        line += raised(line[-40:], small) if small else ""
        return line.replace(f" {_GAP} ", " ").replace(_GAP, "")

    def field_addresses(self, element: Any) -> Iterator[str]:
        """Yield the addresses of links written as fields."""
        for code in element.iter(f"{_W}instrText"):
            for match in _FIELD.finditer(code.text or ""):
                yield match[1]

    def _parts(self, parent: Any, style: str | None) -> Iterator[tuple[str, bool]]:
        """Yield runs of text, and whether each is a superscript."""
        for element in parent:
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if name == "r" and element.tag.startswith(_W):
                if self._is_on(element, style, "strike", "dstrike", "vanish"):
                    if any(text.strip() for text, _ in self._parts(element, None)):
                        self.left_out = True
                        yield _GAP, False
                    continue
                if any(each.get(f"{_W}customMarkFollows") in _ON for each in element):
                    continue  # a note mark that the author has chosen
                is_raised = self._is_raised(element, style)
                yield from ((text, is_raised) for text, _ in self._parts(element, style))
            elif name == "sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
                continue  # the prompt of an empty field
            elif name == "AlternateContent":
                # A text box is read separately; anything else, such as an emoji, has a plain copy.
                fallback = next((child for child in element if child.tag.endswith("}Fallback")), None)
                if fallback is not None and fallback.find(f".//{_W}p") is None:
                    yield from self._parts(fallback, style)
            elif element.tag == f"{officemath.NAMESPACE}oMath":
                yield officemath.linear(element), False
            elif name not in _NOT_READ and not (text := _character(element, name)):
                yield from self._parts(element, style)
            elif name not in _NOT_READ:
                yield text, False

    def _is_raised(self, run: Any, style: str | None) -> bool:
        aligned = self._styles.run_property(run, style, "vertAlign")
        position = self._styles.run_property(run, style, "position") or ""
        return aligned == "superscript" or (
            aligned is None and position.isdigit() and int(position) >= _MIN_RAISED_HALF_POINTS
        )

    def _is_on(self, run: Any, style: str | None, *names: str) -> bool:
        values = (self._styles.run_property(run, style, name) for name in names)
        return any(value is not None and value not in _OFF for value in values)


def _character(element: Any, name: str) -> str:
    """Return the text that an element itself writes."""
    if name == "t":
        return symbol_text(element)
    if name == "sym":
        code = int(element.get(f"{_W}char") or "0", 16)
        return symbol(code, element.get(f"{_W}font") or "")
    return {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}.get(name, "")


def symbol_text(element: Any) -> str:
    """Return the text of a `w:t`, with private-use characters decoded by the font of its run."""
    text = element.text or ""
    if not any("\uf020" <= c <= "\uf0ff" for c in text):
        return text
    fonts = element.getparent().find(f"{_W}rPr/{_W}rFonts")
    font = "" if fonts is None else fonts.get(f"{_W}ascii") or ""
    return "".join(symbol(ord(c), font) if "\uf020" <= c <= "\uf0ff" else c for c in text)
