"""Formulas of a page, MathML, written in one line of text: `E=mc²`, `(a+b)/2`, `√x`."""

from typing import Any

_SUPERSCRIPTS = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_MAX_DEPTH = 30


def linear(math: Any, depth: int = 0) -> str:
    """Return a MathML element as one line of text, without the formula's source in another notation.

    Args:
        math: an lxml element, `math` or one inside it.
        depth: how many elements it is nested in; what is nested too deep is written without form.
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
            return base + _raised(power, _SUPERSCRIPTS, "^")
        case (("msub" | "munder"), [base, index]):
            return base + _raised(index, _SUBSCRIPTS, "_")
        case (("msubsup" | "munderover"), [base, index, power]):
            return base + _raised(index, _SUBSCRIPTS, "_") + _raised(power, _SUPERSCRIPTS, "^")
        case "mfrac", [above, below]:
            return f"{_bracketed(above)}/{_bracketed(below)}"
        case "msqrt", _:
            return f"√{_bracketed(''.join(parts))}"
        case "mroot", [base, index]:
            return f"{_raised(index, _SUPERSCRIPTS, '^')}√{_bracketed(base)}"
    return "".join((math.text or "").split()) + "".join(parts)


def _raised(text: str, letters: dict[str, str], mark: str) -> str:
    if all(c in letters for c in text):
        return "".join(letters[c] for c in text)
    return f"{mark}{_bracketed(text)}"


def _bracketed(text: str) -> str:
    return text if text.isalnum() else f"({text})"
