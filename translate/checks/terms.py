"""The check of glossary terms."""

from collections.abc import Iterator

from translate.checks.base import CheckedPair
from translate.glossary import places
from translate.types import Finding


def glossary(pair: CheckedPair) -> Iterator[Finding]:
    """Report each glossary term of the source whose English is missing."""
    for occurrence in pair.occurrences:
        wanted = occurrence.term.target
        if not places(wanted, pair.target):
            words = pair.source[occurrence.span.start : occurrence.span.end]
            message = f"The glossary has “{wanted}” for “{words}”; the English does not use it."
            yield Finding("glossary", message, (occurrence.span,))
