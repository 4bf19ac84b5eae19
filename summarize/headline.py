"""Make a headline from the lead sentence."""

from itertools import pairwise

from summarize.compress import faults
from summarize.grammar import NOUNS, defects, parse
from summarize.shorten import Removal, removals, without, without_connective
from summarize.words import words

# A headline is cut until it has at most this many words, as most news headlines do.
LONGEST = 12
# A line of more words, with a larger share of those of its sentence, merely repeats the sentence.
LONGEST_LINE = 16
LONGEST_SHARE = 0.9
# Tags before which a possessive may be left out: nouns and their modifiers.
_NAMED = NOUNS | {"AJ0", "ORD"}


def headline_of(sentence: str) -> str:
    """Shorten a sentence to a headline: drop details first, then articles and auxiliaries.

    Args:
        sentence: one English sentence.

    Returns:
        A line without a full stop, shorter than the sentence if anything may be dropped.
    """
    text = sentence
    chosen: list[Removal] = []
    # Cut no more than necessary: the shortest part that suffices, else the longest.
    while not (_is_short(text, sentence) or _is_short(_telegraphic(text), sentence)):
        part = _next(sentence, text, chosen)
        if part is None:
            break
        chosen.append(part)
        text = without(sentence, chosen)
    return unstopped(text if _is_short(text, sentence) else _telegraphic(text))


def is_usable(headline: str, sentence: str) -> bool:
    """Return whether a headline has fewer words than its sentence: clearly fewer, if it is long."""
    length, whole = len(words(headline)), len(words(sentence))
    return length < whole and (length <= LONGEST_LINE or length <= LONGEST_SHARE * whole)


def _is_short(text: str, sentence: str) -> bool:
    return len(words(text)) <= LONGEST and len(words(text)) <= LONGEST_SHARE * len(words(sentence))


def unstopped(text: str) -> str:
    """Return a line without its full stop and without an opening that refers to the previous sentence."""
    text = without_connective(" ".join(text.split()))
    return text[:-1] if text.endswith((".", "…")) and not text.endswith("..") else text


def _next(sentence: str, text: str, chosen: list[Removal]) -> Removal | None:
    """Return the next part to cut that leaves the meaning of the sentence intact."""
    fitting = []
    for part in removals(sentence, details=True):
        if any(part.start < other.end and other.start < part.end for other in chosen):
            continue
        shorter = without(sentence, [*chosen, part])
        if len(shorter) < len(text) and not faults(sentence, shorter) and not defects(shorter):
            fitting.append((len(words(shorter)), _is_short(shorter, sentence), part))
    enough = [found for found in fitting if found[1]]
    if enough:
        return max(enough, key=lambda found: found[0])[2]
    return min(fitting, key=lambda found: found[0])[2] if fitting else None


def _telegraphic(text: str) -> str:
    """Return a line in headline style: without articles, possessives and the auxiliary of the perfect.

    Quotations and names are left unchanged. The rule is one of Hedge Trimmer's (Dorr, Zajic and Schwartz
    2003, https://aclanthology.org/W03-0501).
    """
    kept, position = "", 0
    tokens = parse(text)
    for token, following in pairwise(tokens):
        name = token.text[0].isupper() and token.start > 0
        article = token.tag == "AT0" and token.low in ("the", "a", "an")
        owner = token.tag == "DPS" and following.tag in _NAMED and token.start > 0
        perfect = token.low in ("has", "have") and following.tag == "VVN"
        if (article or owner or perfect) and not token.quoted and not name and following.tag != "PUN":
            kept += text[position : token.start]
            position = following.start
    line = (kept + text[position:]).strip()
    return line[:1].upper() + line[1:]
