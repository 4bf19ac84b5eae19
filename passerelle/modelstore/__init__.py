"""Get models and load them: models.txt, the hub, conversion, testing."""
