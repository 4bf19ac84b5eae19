"""The sentences of a briefing and their English as TMX 1.4b, for translation memories."""

from lxml import etree

from passerelle import __version__
from passerelle.briefing.types import Briefing
from passerelle.languages import TARGET
from passerelle.output.xml import add, serialized
from translate.types import Translation

# Who wrote the English of a sentence, if no model did.
_ORIGINS = {"edited": "person", "remembered": "memory"}


def write(briefing: Briefing) -> str:
    """Return the sentences of the article and of its original as TMX 1.4b, one unit per sentence.

    Sentences with doubtful English are left out, since a translation memory would reuse them.
    """
    root = etree.Element("tmx", version="1.4")
    header = {
        "creationtool": "Passerelle",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "Passerelle",
        "adminlang": TARGET,
        "srclang": briefing.article.language if briefing.original is None else "*all*",
        "datatype": "plaintext",
    }
    add(root, "header", None, **header)
    body = add(root, "body")
    _add_units(body, briefing.translation, "version")
    if briefing.original:
        _add_units(body, briefing.original.translation, "original")
    return serialized(root)


def _add_units(body: etree._Element, translation: Translation, side: str) -> None:
    for number, segment in enumerate(translation.segments, start=1):
        if segment.confidence == "unreliable" or segment.truncated:
            continue
        unit = add(body, "tu", None, tuid=f"{side}-{number}", srclang=translation.source_language)
        add(unit, "prop", _ORIGINS.get(segment.kind, "machine"), type="x-origin")
        for code, text in ((translation.source_language, segment.source), (TARGET, segment.target)):
            add(add(unit, "tuv", None, xml_lang=code), "seg", text)
