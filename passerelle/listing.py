"""Words as a list in a sentence, or as the alternatives of a regular expression."""

from collections.abc import Iterable


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `fr`, `fr and vi`, `de, fr and vi`; empty if there are none.

    Args:
        words: the words, in order.
        last: the conjunction before the last one, `and` or `or`.
    """
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def alternatives(forms: Iterable[str]) -> str:
    """Return regular expressions as alternatives, longest first: the first one that matches is taken."""
    return "|".join(sorted(set(forms), key=lambda form: (-len(form), form)))
