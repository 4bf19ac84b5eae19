"""The error raised for problems that the user can correct."""

from passerelle.errors import PasserelleError


class TrainingError(PasserelleError):
    """Raised if corpora, checkpoints or settings cannot be used for training."""
