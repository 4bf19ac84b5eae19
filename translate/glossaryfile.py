"""Get the text of a glossary from a file, text or bytes."""

import re
from pathlib import Path

from passerelle.errors import TranslationError

MAX_BYTES = 1_000_000
# A text that consists of such a word was meant as a file name.
_FILE_NAME = re.compile(r"[^\s,;]{1,200}\.(?:csv|tsv|txt)", re.IGNORECASE)


def decoded(source: Path | str | bytes) -> str:
    """Return the text of a glossary.

    Args:
        source: a file (`Path`), the text (`str`) or a file's content (`bytes`), in UTF-8 or UTF-16.

    Raises:
        TranslationError: the file or text is too large or cannot be decoded, or the text is a file's name.
        TypeError: the source is none of these.
    """
    content = _file(source) if isinstance(source, Path) else source
    if not isinstance(content, str | bytes):
        raise TypeError(f"A glossary is read from a Path, str or bytes, not {type(content).__name__}.")
    if isinstance(content, str) and _FILE_NAME.fullmatch(content):
        raise TranslationError(
            f"“{content}” is the name of a file, not a glossary; open the file itself (in Python, pass "
            f'Path("{content}")).'
        )
    if len(content) > MAX_BYTES:
        raise TranslationError(
            f"The glossary is larger than {MAX_BYTES // 1_000_000} MB; give a smaller one."
        )
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    # Spreadsheets save "Unicode text" as UTF-16, with a byte order mark.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TranslationError(
            f"Line {line} of the glossary is not UTF-8; save the file as CSV in UTF-8."
        ) from None


def _file(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise TranslationError(f"The glossary {path} is not a file; give a CSV file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise TranslationError(
            f"The glossary {path} cannot be read: {reason}; check its name and permissions."
        ) from None
