"""Helpers for the XML formats."""

import re

from lxml import etree

# Characters that XML 1.0 does not allow.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return a text with the replacement character in place of characters that XML does not allow."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Append an element.

    Args:
        parent: the element to append it to.
        name: a tag, with its namespace if it has one.
        text: its content.
        attributes: its attributes; a name that begins with `xml_` is in the XML namespace.
    """
    names = {
        f"{{http://www.w3.org/XML/1998/namespace}}{k[4:]}" if k.startswith("xml_") else k: k
        for k in attributes
    }
    made = etree.SubElement(parent, name, {key: xml_text(attributes[k]) for key, k in names.items()})
    made.text = None if text is None else xml_text(text)
    return made


def serialized(root: etree._Element) -> str:
    """Return a document with its declaration and a final newline."""
    etree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}\n'
