"""Write MathML formulas as one line of text: `E=mc²`, `(a+b)/2`, `√x`."""

from typing import Any

from passerelle.characters import SUBSCRIPTS, SUPERSCRIPTS

_MAX_DEPTH = 30


def linear(math: Any, depth: int = 0) -> str:
    """Return a MathML element as one line of text, without the formula's source in another notation.

    Args:
        math: an lxml element, `math` or one inside it.
        depth: nesting depth; anything nested too deeply is written as plain text.
    """
    tag = math.tag.rpartition("}")[2] if isinstance(math.tag, str) else ""
    if tag in ("annotation", "annotation-xml", ""):
        return ""
    if depth > _MAX_DEPTH:
        return "".join("".join(math.itertext()).split())
    parts = [linear(child, depth + 1) for child in math]
    if tag == "mtext":
        return " ".join("".join(math.itertext()).split())
    match tag, parts:
        case (("msup" | "mover"), [base, power]):
            return base + _raised(power, SUPERSCRIPTS, "^")
        case (("msub" | "munder"), [base, index]):
            return base + _raised(index, SUBSCRIPTS, "_")
        case (("msubsup" | "munderover"), [base, index, power]):
            return base + _raised(index, SUBSCRIPTS, "_") + _raised(power, SUPERSCRIPTS, "^")
        case "mfrac", [above, below]:
            return f"{_bracketed(above)}/{_bracketed(below)}"
        case "msqrt", _:
            return f"√{_bracketed(''.join(parts))}"
        case "mroot", [base, index]:
            return f"{_raised(index, SUPERSCRIPTS, '^')}√{_bracketed(base)}"
    return "".join((math.text or "").split()) + "".join(parts)


def _raised(text: str, letters: dict[int, int], mark: str) -> str:
    if all(ord(c) in letters for c in text):
        return text.translate(letters)
    return f"{mark}{_bracketed(text)}"


def _bracketed(text: str) -> str:
    return text if text.isalnum() else f"({text})"
