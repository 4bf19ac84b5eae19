"""The version number, importable from every package; Hatch reads it from here."""

__version__ = "0.2.0.dev0"
