"""Read a file, its content or a text as an `Article`."""

import re
import stat
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from passerelle.article.blocks import ClassifiedText, classified
from passerelle.article.passages import check_length, exportable, has_letters
from passerelle.article.types import Article
from passerelle.characters import stream_safe
from passerelle.errors import ArticleError
from passerelle.storage import open_unblocked, read_unblocked
from passerelle.urls import has_scheme

MAX_FILE_BYTES = 20_000_000
MAX_NAME_CHARACTERS = 120

# Maximum length, in characters, of a word that may be a file name or an address.
MAX_ADDRESS_CHARACTERS = 2_048
# A path, or a name with a document's extension.
_FILE_NAME = re.compile(
    r"(?:~|\.{1,2}|[a-z]:)?[/\\]\S*|file:\S+"
    r"|\S*[^\s.:/\\]\.(?:txt|text|md|markdown|html?|xhtml|docx?|odt|rtf|pdf|epub|pages|csv|tsv|json|xml|ya?ml"
    r"|toml|py|log|zip|gz|eml|srt|vtt|docm|png|jpe?g)",
    re.IGNORECASE,
)
_SCHEMELESS_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?P<page>[/?#]\S*)?", re.IGNORECASE)

# Enough of a story to identify its language.
_IDENTIFIED_CHARACTERS = 20_000
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def read(
    source: Path | str | bytes,
    *,
    language: str | None = None,
    name: str | None = None,
    languages: Collection[str] | None = None,
) -> Article:
    """Read an article from a text or a file of one of the formats in `passerelle.article.formats`.

    Args:
        source: a file (`Path`), an article's text (`str`, never a path) or a file's
            content (`bytes`). The format is detected by content; the extension counts only where that
            leaves it open, as between Markdown and plain text, or an HTML fragment and a text with tags.
        language: ISO 639-1 code of the text (`fr`, or a tag such as `fr-FR`); None to
            identify it.
        name: name of the article; the file's name by default. For `bytes` its
            extension is used like that of a file.
        languages: ISO 639-1 codes to choose from when identifying the language; None for all that
            `passerelle.languages` has a record of.

    Raises:
        ArticleError: the source is missing, too large, or not the text of an article (for example,
            a single word that is a file name or an address); the message says what to do.
        ResourceError: the process that parses the file cannot be started.
    """
    if not isinstance(source, Path | str | bytes):
        raise ArticleError(
            f"An article cannot be read from {type(source).__name__}; give its text (str), a file (Path) or "
            "the content of a file (bytes)."
        )
    name = _clean_name(name if name is not None else source.name if isinstance(source, Path) else "")
    code = _language_code(language)
    label = name or ("The text" if isinstance(source, str) else "The file")
    if isinstance(source, str):
        _check_is_text(source)
        content = _from_text(source, label)
    else:
        data = _content(source, label) if isinstance(source, Path) else source
        extension = (source if isinstance(source, Path) else Path(name)).suffix
        content = _from_bytes(data, extension, label)
    if not has_letters(content.text):
        raise ArticleError(f"{label} contains no letters; put the text of an article in it.")
    article = Article(
        content.text,
        content.blocks,
        "",  # set by `in_language`
        content.source_url,
        name or None,
        content.encoding,
        content.about.date,
        content.about.author,
        content.about.outlet,
        content.notices,
    )
    _check_has_story(article, label)
    return in_language(article, code, languages)


def _check_has_story(article: Article, label: str) -> None:
    if not has_letters("\n".join(article.block_text(block) for block in article.story())):
        raise ArticleError(
            f"{label} has links and page elements but no paragraphs; put the text of an article in it."
        )


def in_language(article: Article, language: str | None, languages: Collection[str] | None = None) -> Article:
    """Return an article in a language, with the notices about it in place of those about its former one.

    Args:
        article: an article in any language.
        language: ISO 639-1 code of its language; None to identify it from its story.
        languages: see `read`.
    """
    from passerelle.languages import CODES
    from passerelle.languages.identify import identify, without_diacritics

    story, choices, former = _beginning(article), languages or CODES, article.language
    over = {_wrong_language(story, former, choices), _without_marks(story, former)} if former else set()
    if language:
        notice = _wrong_language(story, language, choices) or _without_marks(story, language)
    else:
        plain = without_diacritics(story)
        language = plain if plain and plain in choices else identify(story, choices)[0]
        notice = _without_marks(story, language)
    others = [other for other in article.notices if other not in over]
    return replace(article, language=language, notices=(*others, *([notice] if notice else [])))


def _wrong_language(story: str, chosen: str, languages: Collection[str]) -> str | None:
    """Return a notice if a story is certainly not in the language that the user chose for it."""
    from passerelle.languages.identify import contrary_language, language_name

    found = contrary_language(story, chosen, languages)
    return found and (
        f"The text looks like {language_name(found)}, but was read as {language_name(chosen)}, as chosen; if "
        "that is wrong, choose another language or let it be identified."
    )


def _without_marks(story: str, language: str) -> str | None:
    """Return a notice if a story was typed without the accents or diacritics of its language."""
    from passerelle.languages import get
    from passerelle.languages.identify import lacks_accents, language_name, without_diacritics

    record = get(language)
    if record and record.needs_diacritics and without_diacritics(story) == language:
        notice = "without diacritics, which the models cannot read; give it with diacritics."
    elif lacks_accents(story, language):
        notice = "without accents, and the models may misread words that need them; give it with accents."
    else:
        return None
    return f"The text is {language_name(language)} {notice}"


def _beginning(article: Article) -> str:
    """Return enough of a story to identify its language."""
    story = "\n".join(article.block_text(block) for block in article.story())
    return stream_safe(story[:_IDENTIFIED_CHARACTERS])


def _check_is_text(text: str) -> None:
    """Refuse a text that is a single word and reads like a file name or a web address.

    Whether such a file exists is not checked and makes no difference.
    """
    words = text[: 2 * MAX_ADDRESS_CHARACTERS].split(maxsplit=1)
    if len(words) != 1 or len(words[0]) > MAX_ADDRESS_CHARACTERS:
        return
    word = words[0]
    shown = _clean_name(word)
    if has_scheme(word):
        raise ArticleError(
            f"“{shown}” is a web address, not the text of an article; fetch it with passerelle.fetch."
        )
    host = _SCHEMELESS_ADDRESS.fullmatch(word)
    if _FILE_NAME.fullmatch(word) and not (host and host["page"]):
        raise ArticleError(
            f"“{shown}” is the name of a file, not the text of an article; open the file itself "
            f'(in Python, pass Path("{shown}")).'
        )
    if host:
        raise ArticleError(
            f"“{shown}” is a web address without http:// or https://; give https://{shown} instead."
        )


def _from_text(text: str, label: str) -> ClassifiedText:
    from passerelle.article import formats, webpage

    check_length(text, label)
    if not text.strip():
        raise ArticleError(f"{label} is empty; paste the text of an article.")
    text = exportable(text)
    if webpage.is_page(text):
        from passerelle.article import sandbox

        return sandbox.parse(text, "", label)
    return classified(formats.parse_text(text, label=label))


def _from_bytes(data: bytes, extension: str, label: str) -> ClassifiedText:
    from passerelle.article import formats

    if len(data) > MAX_FILE_BYTES:
        raise ArticleError(_too_large(label))
    if not data.strip():
        raise ArticleError(f"{label} is empty; put the text of an article in it.")
    if formats.is_parsed_apart(data, extension):
        from passerelle.article import sandbox

        return sandbox.parse(data, extension, label)
    return classified(formats.parse(data, extension, label))


def _content(path: Path, label: str) -> bytes:
    """Read a regular file, up to one byte more than allowed."""
    try:
        status = path.stat()
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            raise ArticleError(f"{label} is a folder; give the article's file in it.")
        if not stat.S_ISREG(mode):
            raise ArticleError(f"{label} is a device or a pipe; give a file.")
        if status.st_size > MAX_FILE_BYTES:
            raise ArticleError(_too_large(label))
        with open_unblocked(path) as file:
            return read_unblocked(file, MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise ArticleError(f"{label} does not exist; check its path.") from None
    except PermissionError:
        raise ArticleError(
            f"{label} is not readable; change its permissions, or copy it elsewhere."
        ) from None
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it.
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise ArticleError(f"{label} cannot be opened ({reason}); check its path.") from None


def _too_large(label: str) -> str:
    return f"{label} is larger than {MAX_FILE_BYTES // 1_000_000} MB; save only the article in a file."


def _clean_name(name: str) -> str:
    """Return a name without control and format characters, shortened to fit into a message."""
    if len(name) > 2 * MAX_NAME_CHARACTERS:
        name = name[:MAX_NAME_CHARACTERS] + name[-MAX_NAME_CHARACTERS:]
    visible = (" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in name)
    clean = " ".join("".join(visible).split())
    return (
        clean if len(clean) <= MAX_NAME_CHARACTERS else f"{clean[: MAX_NAME_CHARACTERS - 20]}…{clean[-19:]}"
    )


def _language_code(language: str | None) -> str | None:
    if language is None:
        return None
    match = _LANGUAGE.fullmatch(language.strip())
    if not match:
        raise ArticleError(
            f"{_clean_name(language)!r} is not a language code; give an ISO 639-1 code such as fr."
        )
    return match[1].lower()
