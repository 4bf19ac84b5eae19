"""Build small PDF files by hand."""

import zlib
from collections.abc import Iterable

# Left, baseline and size in points.
Word = tuple[float, float, float, str]


def pdf_file(pages: Iterable[Iterable[Word]], trailer: str = "", more: bytes = zlib.compress(b"")) -> bytes:
    """Return a PDF with text at (left, baseline, size), in Helvetica, on pages of 600 by 800 points.

    `more`, compressed, is appended to the content of each page.
    """
    contents = []
    for lines in pages:
        content = b"BT "
        for left, baseline, size, text in lines:
            content += b"/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj " % (size, left, baseline, escaped(text))
        contents.append(content + b"ET")
    return pdf_of(contents, trailer, more)


def escaped(text: str) -> bytes:
    """Escape a text for a PDF string."""
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def pdf_of(contents: Iterable[bytes], trailer: str = "", more: bytes = zlib.compress(b"")) -> bytes:
    """Return a PDF with one content stream per page."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids: list[str] = []
    for content in contents:
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(more), more))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[%d 0 R %d 0 R]"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (len(objects) - 1, len(objects))
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    file = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        file + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    )


def column(lines: Iterable[str], left: float = 50, top: float = 700, step: float = 15) -> list[Word]:
    """Place lines of 10 points; an empty line is a gap, two leading spaces are an indent."""
    return [
        (left + (20 if line.startswith("  ") else 0), top - number * 15, 10, line.strip())
        for number, line in enumerate(lines)
        if line
    ]
