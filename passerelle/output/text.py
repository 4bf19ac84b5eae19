"""A briefing as plain text, for a terminal or for pasting."""

from passerelle.briefing.types import Briefing
from passerelle.output import wording
from passerelle.output.keys import keys
from passerelle.output.wording import one_line


def write(briefing: Briefing) -> str:
    """Return title, brief, firm differences and English text, then the findings of the checks.

    The numbers in brackets are those of the sentences, from 1; those of the original begin with `o`.
    Each paragraph is one line, and control characters become the replacement character.
    """
    lines = [one_line(wording.title(briefing))]
    if briefing.article.byline:
        lines.append(one_line(briefing.article.byline))
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
        lines += [f"≠ {one_line(line)}" for line in wording.difference_lines(briefing, weak=False)]
        if possible := wording.possible(briefing):
            lines.append(f"({possible}: see the other formats.)")
    for paragraph in wording.paragraphs(briefing.article, briefing.translation):
        sentences = (
            f"{wording.marked(key, segment)} {one_line(segment.target)}" for key, segment in paragraph
        )
        lines += ["", " ".join(sentences)]
    for heading, remarks in wording.remarks(briefing).items():
        lines += ["", f"{heading}:", *map(one_line, remarks)]
    return "\n".join(lines) + "\n"
