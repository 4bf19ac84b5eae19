"""A headline made of the sentence that tells the news."""

from summarize.compress import faults
from summarize.grammar import defects, parse
from summarize.shorten import Removal, removals, without, without_connective
from summarize.words import words

# Most of the field's headlines are no longer; a shorter sentence is left as it is.
LONGEST = 12


def headline_of(sentence: str) -> str:
    """Shorten a sentence as headlines are: details first, then articles.

    Args:
        sentence: one English sentence.

    Returns:
        A line that is shorter than the sentence wherever anything may go, without a full stop.
    """
    text = sentence
    chosen: list[Removal] = []
    # What is cut is no longer than it must be: the shortest part that is enough, else the longest.
    while len(words(text)) > LONGEST and (part := _next(sentence, text, chosen)):
        chosen.append(part)
        text = without(sentence, chosen)
    return unstopped(text if len(words(text)) < len(words(sentence)) else _without_articles(text))


def unstopped(text: str) -> str:
    """Return a line without its full stop and without an opening that leans back."""
    text = without_connective(" ".join(text.split()))
    return text[:-1] if text.endswith((".", "…")) and not text.endswith("..") else text


def _next(sentence: str, text: str, chosen: list[Removal]) -> Removal | None:
    """Return the part to cut next, of those that leave a sentence that says the same."""
    fitting = []
    for part in removals(sentence):
        if any(part.start < other.end and other.start < part.end for other in chosen):
            continue
        shorter = without(sentence, [*chosen, part])
        if len(shorter) < len(text) and not faults(sentence, shorter) and not defects(shorter):
            fitting.append((len(words(shorter)), part))
    enough = [pair for pair in fitting if pair[0] <= LONGEST]
    if enough:
        return max(enough, key=lambda pair: pair[0])[1]
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _without_articles(text: str) -> str:
    """Return a line without articles, those in quotations and names aside."""
    kept, position = "", 0
    for token in parse(text):
        following = text[token.end : token.end + 2].strip()
        name = token.text[0].isupper() and token.start > 0
        if (
            token.tag == "AT0"
            and token.low in ("the", "a", "an")
            and not token.quoted
            and not name
            and following
        ):
            kept += text[position : token.start]
            position = token.end + 1
    line = (kept + text[position:]).strip()
    return line[:1].upper() + line[1:]
