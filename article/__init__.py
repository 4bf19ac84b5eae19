"""Reading: text, HTML, Word, PDF and Markdown become an `Article`."""
