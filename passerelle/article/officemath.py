"""Write the formulas of Word documents (Office Math, ECMA-376 part 1, section 22.1) as one line of text."""

from typing import Any

from passerelle.article.mathml import bracketed, scripted
from passerelle.characters import SUBSCRIPTS, SUPERSCRIPTS

NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MAX_DEPTH = 30


def linear(element: Any, depth: int = 0) -> str:
    """Return a formula as one line: `E = mc²`, `(a+b)/2`, `∑_(i=1)ⁿ x`.

    Args:
        element: an lxml element, `m:oMath` or one inside it.
        depth: nesting depth; anything nested too deeply is written as plain text.
    """
    name = _name(element)
    if name == "t":
        return element.text or ""
    if depth > _MAX_DEPTH:
        return "".join(element.itertext(f"{NAMESPACE}t"))
    inner = [(_name(child), linear(child, depth + 1)) for child in element if _name(child)]
    parts = dict(inner)
    base = parts.get("e", "")
    match name:
        case "f" if _value(element, "type") == "noBar":
            return f"({parts.get('num', '')} {parts.get('den', '')})"
        case "f":
            return f"{bracketed(parts.get('num', ''))}/{bracketed(parts.get('den', ''))}"
        case "sSup" | "sSub" | "sSubSup":
            return base + _scripts(parts)
        case "nary":
            return f"{_value(element, 'chr', '∫')}{_scripts(parts)} {base}"
        case "rad":
            return f"{scripted(parts.get('deg', ''), SUPERSCRIPTS, '^')}√{bracketed(base)}"
        case "d":
            between = _value(element, "sepChr", "|").join(text for tag, text in inner if tag == "e")
            return f"{_value(element, 'begChr', '(')}{between}{_value(element, 'endChr', ')')}"
        case "func":
            return f"{parts.get('fName', '')} {base}"
        case "limLow":
            return base + scripted(parts.get("lim", ""), SUBSCRIPTS, "_")
        case "limUpp":
            return base + scripted(parts.get("lim", ""), SUPERSCRIPTS, "^")
        case "m" | "eqArr":
            return "; ".join(text for tag, text in inner if tag in ("mr", "e"))
        case "mr":
            return ", ".join(text for tag, text in inner if tag == "e")
    return "".join(text for _, text in inner)


def _name(element: Any) -> str:
    """Return the name of an element; empty for properties and for tracked deletions."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return "" if name.endswith("Pr") or name in ("del", "moveFrom") else name


def _value(element: Any, prop: str, default: str = "") -> str:
    """Return a property such as the sign of a sum; a property without a value is an empty sign."""
    found = element.find(f"{NAMESPACE}{_name(element)}Pr/{NAMESPACE}{prop}")
    return default if found is None else found.get(f"{NAMESPACE}val") or ""


def _scripts(parts: dict[str, str]) -> str:
    below = scripted(parts.get("sub", ""), SUBSCRIPTS, "_")
    return below + scripted(parts.get("sup", ""), SUPERSCRIPTS, "^")
