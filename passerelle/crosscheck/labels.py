"""Human-readable labels for the values of a cross-check."""

from typing import Final

from passerelle.crosscheck.types import ONE_SIDED, Agreement, Difference, DifferenceKind

DIFFERENCE_LABELS: Final[dict[DifferenceKind, str]] = {
    "version_only": "only here",
    "original_only": "only in the original",
    "number": "number",
    "date": "date",
    "name": "name",
    "quotation": "quotation",
    "negation": "negation",
}
# Labels for the versions that support a sentence of the brief; the last label takes the version's language.
_AGREEMENT_LABELS: Final[dict[Agreement, str]] = {
    "both": "In both versions",
    "differs": "The versions differ",
    "version_only": "Only in the {}",
}


def difference_line(difference: Difference) -> str:
    """Return a difference in one line, such as `Number: French 18 km, Vietnamese 16 km`."""
    if difference.kind in ONE_SIDED:
        return difference.label
    return f"{DIFFERENCE_LABELS[difference.kind].capitalize()}: {difference.label}"


def agreement_label(agreement: Agreement, language: str) -> str:
    """Return which versions support a sentence of the brief.

    Args:
        agreement: see `Briefing.agreement`.
        language: English name of the version's language.
    """
    return _AGREEMENT_LABELS[agreement].format(language)
