"""A briefing as Markdown."""

import re
from collections.abc import Sequence

from passerelle.briefing.types import Briefing
from passerelle.languages.identify import language_name
from passerelle.output import wording
from passerelle.output.keys import Key, keys
from passerelle.urls import WEB_ADDRESS, has_scheme
from translate.types import Segment

# Characters that could open emphasis, code, links, images, HTML, entities, footnotes, tables or mathematics
# anywhere; a list, heading, rule or definition at the start of a line; or, for renderers that detect
# addresses, a link: `//`, `www.` and a dot before a top-level domain, which has two characters or more.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>#&|~^$@]|^[-+=:%]|/(?=/)|(?<=www)\.|(?<=[^\s\d])\.(?=\w\w)|(?<=\d)\.(?=[^\W\d]\w)",
    re.IGNORECASE,
)
_ORDERED_LIST = re.compile(r"^([0-9]{1,9})([.)])(?= |$)")


def write(briefing: Briefing) -> str:
    """Return a briefing as Markdown: brief, differences, then each paragraph with its English.

    The numbers in brackets are those of the sentences, from 1; those of the original begin with `o`.
    Findings of the checks and repairs come last. All article text is escaped, so that none of it becomes
    markup, HTML or a link.
    """
    article = briefing.article
    language = escape(language_name(article.language))
    lines = [f"# {escape(wording.title(briefing))}", "", f"Language: {language}"]
    if article.name:
        lines[-1] += f" · File: {_code(article.name)}"
    if article.byline:
        lines += ["", f"Published: {escape(article.byline)}"]
    if article.source_url:
        lines += ["", f"Original named in the article: {_linked(article.source_url)}"]
    for notice in wording.notices(briefing):
        lines += ["", f"**Note:** {escape(notice)}"]
    if briefing.brief.sentences:
        lines += ["", "## Brief", ""]
    for sentence, agreement in wording.claims(briefing):
        numbers = wording.numbers(keys("version", sentence.evidence))
        lines.append(f"- {escape(sentence.text)} {escape(numbers)}{agreement and f' {escape(agreement)}'}")
    if briefing.caution:
        lines += ["", escape(briefing.caution)]
    if briefing.original_problem:
        lines += ["", "## Original", "", escape(briefing.original_problem)]
    if briefing.crosscheck:
        lines += [
            "",
            "## Differences from the original",
            "",
            escape(f"{wording.differences(briefing)}. {wording.matched(briefing)}"),
        ]
        firm = [f"- {escape(line)}" for line in wording.difference_lines(briefing, weak=False)]
        weak = [f"- {escape(line)}" for line in wording.difference_lines(briefing, weak=True)]
        lines += ["", *firm] if firm else []
        lines += ["", f"{wording.possible(briefing)}:", "", *weak] if weak else []
    lines += ["", f"## English and {language}"]
    for paragraph in wording.paragraphs(briefing.article, briefing.translation):
        lines += ["", *_quoted(paragraph)]
        if partners := wording.partners(briefing, [key.index for key, _ in paragraph]):
            lines += ["", "The original:", "", *_quoted(partners)]
    if alone := wording.alone(briefing):
        heading = "In the original only" if briefing.crosscheck else "The page given as the original"
        lines += ["", f"## {heading}"]
        for paragraph in alone:
            lines += ["", *_quoted(paragraph)]
    for heading, remarks in wording.remarks(briefing).items():
        lines += ["", f"## {heading}", "", *(f"- {escape(remark)}" for remark in remarks)]
    lines += ["", "---", "", f"Machine translation and brief: {_code(briefing.signature)}"]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Escape a text as one line of Markdown that shows the same characters without any markup.

    CommonMark allows a backslash before any ASCII punctuation. Every character that could open markup gets
    one, including those of common extensions (tables, footnotes, bare addresses). GitHub still links e-mail
    addresses, which it finds despite the backslashes. An http or https address is written as code, which is
    not a link but can be copied. White space becomes single spaces, control characters the replacement
    character.
    """
    line, position, escaped = wording.one_line(text), 0, ""
    for match in WEB_ADDRESS.finditer(line):
        if has_scheme(match[0]) and "`" not in match[0] and line[: match.start()][-1:] != "`":
            escaped += _SPECIAL.sub(_backslashed, line[position : match.start()]) + f"`{match[0]}`"
            position = match.end()
    rest = line[position:] if position else line
    escaped += _SPECIAL.sub(_backslashed, rest)
    return _ORDERED_LIST.sub(r"\1\\\2", escaped)


def _backslashed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _code(text: str) -> str:
    """Return a file name or the like as code, which needs no backslashes; escaped if it cannot be code."""
    line = wording.one_line(text)
    return f"`{line}`" if line and "`" not in line else escape(line)


def _linked(address: str) -> str:
    """Return the address of a web page as a link, and any other as text."""
    line = wording.one_line(address)
    found = WEB_ADDRESS.fullmatch(line)
    return f"<{line}>" if found and has_scheme(line) and line.isascii() else escape(line)


def _quoted(paragraph: Sequence[tuple[Key, Segment]]) -> list[str]:
    """Return sentences in English, then in their own language as a quotation."""
    english = " ".join(
        f"{escape(wording.marked(key, segment))} {escape(segment.target)}" for key, segment in paragraph
    )
    source = " ".join(f"\\[{key.name}\\] {escape(segment.source)}" for key, segment in paragraph)
    return [english, "", f"> {source}"]
