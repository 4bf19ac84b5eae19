"""A briefing as JSON, Markdown, text and HTML."""
