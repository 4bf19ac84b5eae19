"""An article and its English as XLIFF 2.0, for translation tools."""

from lxml import etree

from passerelle.briefing.types import Briefing
from passerelle.languages import TARGET
from passerelle.output import wording
from passerelle.output.xml import add, serialized, xml_text
from translate.types import Segment

# XLIFF Version 2.0, OASIS Standard, 5 August 2014.
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_STATES = dict.fromkeys(("translated", "copied", "remembered"), "translated") | {"edited": "reviewed"}


def write(briefing: Briefing) -> str:
    """Return the article as XLIFF 2.0: one unit per paragraph, one segment per sentence.

    Findings are notes on the unit. A sentence that the user has corrected is `reviewed`. XLIFF allows one
    source language per file, so the original is not included.
    """
    article, segments = briefing.article, briefing.translation.segments
    root = etree.Element(f"{{{NAMESPACE}}}xliff", nsmap={None: NAMESPACE})
    root.set("version", "2.0")
    root.set("srcLang", xml_text(article.language))
    root.set("trgLang", TARGET)
    # Not the address that the article names, which is that of another text.
    name = article.name or wording.title(briefing)
    file = add(root, f"{{{NAMESPACE}}}file", id="article", original=name)
    for number, paragraph in enumerate(wording.paragraphs(article, briefing.translation), start=1):
        unit = add(file, f"{{{NAMESPACE}}}unit", id=f"p{number}")
        _notes(unit, [segment for _, segment in paragraph])
        position = paragraph[0][1].start
        for key, segment in paragraph:
            if segment.start > position:
                between = add(unit, f"{{{NAMESPACE}}}ignorable", id=f"i{key.number}")
                _source(between, article.text[position : segment.start])
            made = add(
                unit, f"{{{NAMESPACE}}}segment", id=f"s{key.number}", state=_STATES[segments[key.index].kind]
            )
            _source(made, segment.source)
            add(made, f"{{{NAMESPACE}}}target", segment.target).set(_SPACE, "preserve")
            position = segment.end
    return serialized(root)


_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _source(parent: etree._Element, text: str) -> None:
    add(parent, f"{{{NAMESPACE}}}source", text).set(_SPACE, "preserve")


def _notes(unit: etree._Element, segments: list[Segment]) -> None:
    messages = [finding.message for segment in segments for finding in segment.findings]
    if messages:
        notes = add(unit, f"{{{NAMESPACE}}}notes")
        for message in messages:
            add(notes, f"{{{NAMESPACE}}}note", message, category="check", appliesTo="target")
