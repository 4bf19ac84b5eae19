"""A briefing as plain text, for a terminal or for pasting."""

from typing import Final

from passerelle.briefing.types import Briefing, Side
from passerelle.languages.identify import language_name
from passerelle.output import wording
from passerelle.output.keys import keys
from passerelle.output.wording import one_line

# The version whose text is in the file.
_SHOWN: Final[tuple[Side, ...]] = ("version",)


def write(briefing: Briefing) -> str:
    """Return title, brief, firm differences and English text, then the findings of the checks.

    The numbers in brackets are those of the sentences, from 1. The text of the original is left out, and with
    it the numbers of its sentences. Each paragraph is one line, and control characters become the replacement
    character.
    """
    article = briefing.article
    lines = [one_line(wording.title(briefing))]
    if article.byline:
        lines.append(one_line(article.byline))
    lines.append(f"Language: {one_line(language_name(article.language))}")
    if article.name:
        lines[-1] += f" · File: {one_line(article.name)}"
    if article.source_url:
        lines.append(f"Original named in the article: {one_line(article.source_url)}")
    lines += [f"Note: {one_line(notice)}" for notice in wording.notices(briefing)]
    lines.append("")
    for sentence, agreement in wording.claims(briefing):
        numbers = wording.numbers(keys("version", sentence.evidence))
        lines.append(f"• {one_line(sentence.text)} {numbers} {one_line(agreement)}".rstrip())
    if briefing.caution:
        lines += ["", briefing.caution]
    if briefing.original_problem:
        lines += ["", f"No comparison with the original. {one_line(briefing.original_problem)}"]
    if briefing.crosscheck:
        lines += ["", f"{wording.differences(briefing)}. {wording.matched(briefing)}"]
        lines += [
            f"≠ {one_line(line)}" for line in wording.difference_lines(briefing, weak=False, sides=_SHOWN)
        ]
        if possible := wording.possible(briefing):
            lines.append(f"({possible}: see the other formats.)")
    for paragraph in wording.paragraphs(article, briefing.translation):
        sentences = (
            f"{wording.marked(key, segment)} {one_line(segment.target)}" for key, segment in paragraph
        )
        lines += ["", " ".join(sentences)]
    for heading, remarks in wording.remarks(briefing, _SHOWN).items():
        lines += ["", f"{heading}:", *map(one_line, remarks)]
    lines += ["", one_line(wording.made_by(briefing))]
    return "\n".join(lines) + "\n"
