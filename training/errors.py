"""The error that a person meets."""

from passerelle.errors import PasserelleError


class TrainingError(PasserelleError):
    """Corpora, checkpoints or settings that a model cannot be made from."""
