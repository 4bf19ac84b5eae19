"""The glyphs of a PDF page: turned upright, without duplicates, watermarks and invisible glyphs."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# Maximum slant of a line of text, in degrees, as on scanned pages.
_MAX_SLANT_DEGREES = 8
# Maximum distance of two glyphs that print one bold letter, as a share of the font size, but at least this
# many points.
_DOUBLE_SHARE, _MIN_DOUBLE_POINTS = 0.1, 0.6
# Minimum lightness of white, and of large text that counts as a watermark.
_WHITE, _PALE = 0.97, 0.7
_WATERMARK_SIZE_RATIO = 1.8
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})

# A glyph as pdfplumber has it: text, x0, x1, top, bottom, size, matrix, colours.
Glyph = dict[str, Any]


def upright_glyphs(page: Any) -> tuple[list[Glyph], list[Glyph], float]:
    """Return the glyphs of a page that are to be read.

    Args:
        page: a pdfplumber page.

    Returns:
        Glyphs in the direction of most of them, those in other directions, and the page's height in the
        former direction; each glyph with coordinates as if its own direction were the usual one.
    """
    by_direction: dict[int, list[Glyph]] = defaultdict(list)
    size = _usual_size(page.chars)
    for glyph in _visible(page):
        direction = _direction(glyph)
        pale = _lightness(glyph.get("non_stroking_color")) >= _PALE
        if direction is None or (pale and glyph["size"] > _WATERMARK_SIZE_RATIO * size):
            continue
        by_direction[direction].append(_turned(glyph, direction, float(page.width), float(page.height)))
    if not by_direction:
        return [], [], float(page.height)
    main = max(by_direction, key=lambda direction: len(by_direction[direction]))
    height = float(page.height if main in (0, 180) else page.width)
    others = [glyph for direction, glyphs in by_direction.items() if direction != main for glyph in glyphs]
    return _single(by_direction[main]), _single(others), height


def _usual_size(glyphs: Iterable[Glyph]) -> float:
    sizes = Counter(round(float(glyph["size"]), 1) for glyph in glyphs)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _direction(glyph: Glyph) -> int | None:
    """Return the direction of a glyph's text in degrees, counter-clockwise; None if askew."""
    a, b = glyph["matrix"][:2]
    degrees = math.degrees(math.atan2(b, a))
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _MAX_SLANT_DEGREES else None


def _turned(glyph: Glyph, direction: int, width: float, height: float) -> Glyph:
    text = glyph["text"].translate(_LIGATURES)
    if direction == 0:
        return glyph | {"text": text}
    x0, x1, top, bottom = (float(glyph[name]) for name in ("x0", "x1", "top", "bottom"))
    x0, x1, top, bottom = {
        90: (height - bottom, height - top, x0, x1),
        180: (width - x1, width - x0, height - bottom, height - top),
        270: (top, bottom, width - x1, width - x0),
    }[direction]
    box = {"x0": x0, "x1": x1, "top": top, "doctop": top, "bottom": bottom}
    return glyph | box | {"text": text, "size": bottom - top, "upright": True}


def _visible(page: Any) -> Iterator[Glyph]:
    """Yield the glyphs of a page that are not white on white."""
    pictures: Sequence[Any] | None = None
    for glyph in page.chars:
        if _lightness(glyph.get("non_stroking_color")) >= _WHITE:
            if pictures is None:
                filled = (
                    r
                    for r in page.rects
                    if r.get("fill") and _lightness(r.get("non_stroking_color")) < _WHITE
                )
                pictures = [*filled, *page.images]
            if not any(_covers(picture, glyph) for picture in pictures):
                continue
        yield glyph


def _covers(box: Any, glyph: Glyph) -> bool:
    x, y = (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2
    return bool(box["x0"] <= x <= box["x1"] and box["top"] <= y <= box["bottom"])


def _lightness(colour: Any) -> float:
    """Return the lightness of a colour, from 0 to 1; 0 if it is not grey, RGB or CMYK."""
    try:
        values = [float(value) for value in (colour if isinstance(colour, list | tuple) else [colour])]
    except (TypeError, ValueError):
        return 0.0
    if len(values) == 4:
        return max(0.0, 1 - max(values[:3], default=0) - values[3])
    return min(values) if len(values) in (1, 3) else 0.0


def _single(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Remove glyphs that are printed twice, for bold type or by a second text layer."""
    seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = max(_MIN_DOUBLE_POINTS, _DOUBLE_SHARE * glyph["size"])
        column, row = int(glyph["x0"] // 2), int(glyph["top"] // 2)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in seen.get((glyph["text"], x, y), ())
        )
        if any(abs(o["x0"] - glyph["x0"]) <= reach and abs(o["top"] - glyph["top"]) <= reach for o in near):
            continue
        seen[glyph["text"], column, row].append(glyph)
        kept.append(glyph)
    return kept
