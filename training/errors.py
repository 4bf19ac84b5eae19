"""The error whose message is meant for users."""

from passerelle.errors import PasserelleError


class TrainingError(PasserelleError):
    """Corpora, checkpoints or settings that are unfit for training."""
