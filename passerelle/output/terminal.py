"""A briefing for a terminal."""

from passerelle.briefing.types import Briefing
from passerelle.output import wording


def to_text(briefing: Briefing) -> str:
    """A briefing for a terminal: title, brief, differences and English; a line each.

    Sentences are numbered as in `to_markdown`; control characters are replaced. Unsure
    differences are only counted. What the checks found, and what was mended, stands last.
    """
    lines = [wording.one_line(wording.title(briefing)), ""]
    for sentence, agreement in wording.claims(briefing):
        lines.append(f"• {wording.one_line(sentence.text)} {wording.numbers(sentence.evidence)}{agreement}")
    if briefing.original_problem:
        lines += ["", f"No comparison with the original. {wording.one_line(briefing.original_problem)}"]
    if briefing.crosscheck:
        lines += ["", wording.counted(briefing)]
        lines += [f"≠ {wording.one_line(line)}" for line in wording.difference_lines(briefing, weak=False)]
        if weak := len(briefing.crosscheck.differences) - len(briefing.crosscheck.firm):
            lines.append(
                f"({weak} more that {'is' if weak == 1 else 'are'} unsure: see --markdown or --json.)"
            )
    for paragraph in wording.paragraphs(briefing.article, briefing.translation):
        lines += [
            "",
            " ".join(f"[{number}] {wording.one_line(segment.target)}" for number, segment in paragraph),
        ]
    if marked := wording.remarks(briefing):
        lines += ["", "To be looked at:"]
        lines += [f"{number} {wording.one_line(remark)}" for number, remark in marked]
    return "\n".join(lines) + "\n"
