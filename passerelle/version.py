"""The version, which every room may name; hatch reads it from here."""

__version__ = "0.2.0.dev0"
