"""The child process that parses a feed: `python -m passerelle.batch.feedlinks`.

It reads the feed from standard input, and writes the links of its entries, as they are given there, as JSON.
"""

import io
import json
import os
import sys


def links(content: bytes) -> list[str]:
    """Return the links of the entries of an RSS or Atom feed."""
    import feedparser

    # Pass a stream: feedparser would fetch a string that looks like an address.
    feed = feedparser.parse(io.BytesIO(content), sanitize_html=False)
    return [link for entry in feed.entries if isinstance(link := entry.get("link"), str)]


def main() -> None:
    """Parse standard input."""
    # Output printed by a library must not get into the answer.
    with os.fdopen(os.dup(1), "w", encoding="ascii") as answer:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        json.dump(links(sys.stdin.buffer.read()), answer)


if __name__ == "__main__":
    main()
