"""Words that a person reads for the values of a cross-check."""

from typing import Final

from passerelle.crosscheck.types import Agreement, DifferenceKind

DIFFERENCE_LABELS: Final[dict[DifferenceKind, str]] = {
    "version_only": "only here",
    "original_only": "only in the original",
    "number": "number",
    "date": "date",
    "name": "name",
    "quotation": "quotation",
}
# Which versions support a sentence of the brief.
AGREEMENT_LABELS: Final[dict[Agreement, str]] = {
    "both": "both versions",
    "differs": "the original differs",
    "version_only": "not in the original",
}
