"""Speed and quality, measured; nothing here is part of the tests."""
