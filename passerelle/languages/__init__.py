"""What is known of each language."""

CODES = ("fr", "vi", "en")
