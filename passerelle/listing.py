"""Lists of words in sentences."""

from collections.abc import Iterable


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `fr`, `fr and vi`, `de, fr and vi`; empty if there are none.

    Args:
        words: the words, in order.
        last: the conjunction before the last one, `and` or `or`.
    """
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end
