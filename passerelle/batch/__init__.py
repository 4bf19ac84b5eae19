"""Many articles to a folder of briefings."""
