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
            return base + scripted(power, SUPERSCRIPTS, "^")
        case (("msub" | "munder"), [base, index]):
            return base + scripted(index, SUBSCRIPTS, "_")
        case (("msubsup" | "munderover"), [base, index, power]):
            return base + scripted(index, SUBSCRIPTS, "_") + scripted(power, SUPERSCRIPTS, "^")
        case "mfrac", [above, below]:
            return f"{bracketed(above)}/{bracketed(below)}"
        case "msqrt", _:
            return f"√{bracketed(''.join(parts))}"
        case "mroot", [base, index]:
            return f"{scripted(index, SUPERSCRIPTS, '^')}√{bracketed(base)}"
    return "".join((math.text or "").split()) + "".join(parts)


def scripted(text: str, letters: dict[int, int], mark: str) -> str:
    """Return an exponent or index in superscript or subscript characters, else in brackets after its mark.

    Args:
        text: the exponent or index; may be empty.
        letters: maps code points to their superscript or subscript.
        mark: `^` or `_`.
    """
    if all(ord(c) in letters for c in text):
        return text.translate(letters)
    return f"{mark}{bracketed(text)}"


def bracketed(text: str) -> str:
    """Return a part of a formula, in brackets unless it is one number or word."""
    return text if text.isalnum() else f"({text})"
