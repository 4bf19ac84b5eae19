"""The formats of a batch in addition to `output.FORMATS`, which have one file per article."""

# Formats with one file for all articles.
TABLES = ("jsonl", "parquet")
DEFAULT_FORMATS = ("json", "html")
