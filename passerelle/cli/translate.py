"""The command that translates a text, without a brief."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.options import (
    ArticlePlace,
    Device,
    GlossaryFile,
    Language,
    ModelsFile,
    Out,
    Quiet,
    UseMemory,
    Verbose,
    check_device,
    check_language,
    check_quiet,
    place,
)
from passerelle.cli.run import examples
from passerelle.cli.streams import check_out, read_input, write_output
from passerelle.console import printable, terminal

if TYPE_CHECKING:
    from passerelle.article import Article
    from translate import Translation
    from translate.job import TranslationJob

_log = logging.getLogger("passerelle")
_FORMATS = ("txt", "json")
# Maximum number of sentences that a warning lists.
MOST_NUMBERS = 10

EXAMPLES = examples(
    "passerelle translate article.txt",
    "echo 'Il pleut à Paris.' | passerelle translate --language fr",
    "passerelle translate https://example.org/article.html --out article.en.txt",
    "passerelle translate article.docx --format json",
)


TextFormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="txt, or json with each sentence and its English; by default from the extension of --out, else "
        "txt.",
        autocompletion=lambda: list(_FORMATS),
    ),
]


def translate(
    file: ArticlePlace = "-",
    language: Language = None,
    format_name: TextFormatName = None,
    out: Out = None,
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Translate an article into English, without a brief.

    Paragraphs and line breaks are kept. Reads .txt, .md, .srt, .html, .pdf, .docx, .odt, .epub, .mhtml or
    .eml, and related formats. The JSON is the field `translation` of a briefing (briefing.schema.json): every
    sentence with its place in both texts, its confidence level and findings. Exit status: 0 done, 1 not done.
    """
    check_quiet(quiet, verbose)
    format_name = _format(format_name, out)
    check_language(language, models_file)
    source: Path | str = file if file == "-" else place(file)
    if out is not None:
        check_out(out, source)
    check_device(device)

    from passerelle.output.json import dump, translation_document
    from passerelle.spans import Span
    from translate import Glossary, Translator

    terms = Glossary.read(glossary) if glossary else None
    article = _read(source, language, models_file)
    job = Translator(models_file=models_file, device=device, memory=memory).start(
        article.text,
        [Span(block.start, block.end) for block in article.blocks],
        article.language,
        glossary=terms,
    )
    translation = _run(job, show=not (quiet or verbose))
    text = translation.text if format_name == "txt" else dump(translation_document(translation))
    write_output(text if text.endswith("\n") else text + "\n", out)
    if format_name == "txt" and not quiet:
        _warn(translation)


def _format(name: str | None, out: Path | None) -> str:
    """Return the format given by name, or by the extension of the output file."""
    if name is None:
        return "json" if out is not None and out.suffix.lower() == ".json" else "txt"
    if name not in _FORMATS:
        raise typer.BadParameter(
            f"{printable(name)!r} is not a format; choose one of {', '.join(_FORMATS)}.",
            param_hint="--format",
        )
    return name


def _warn(translation: "Translation") -> None:
    """Warn on standard error about sentences with unreliable English, which plain text cannot mark."""
    numbers = [str(i) for i, s in enumerate(translation.segments, 1) if s.confidence == "unreliable"]
    if numbers:
        shown = ", ".join(numbers[:MOST_NUMBERS]) + (" and others" if numbers[MOST_NUMBERS:] else "")
        which = f"sentence{'s' * (len(numbers) > 1)} {shown}"
        terminal(stderr=True).print(f"The English of {which} is unreliable; compare it with the source.")


def _read(source: Path | str, language: str | None, models_file: Path | None) -> "Article":
    """Read a file, a web page, or standard input (`-`)."""
    from passerelle.article import read
    from passerelle.article.fetch import fetch
    from passerelle.article.reader import MAX_FILE_BYTES
    from passerelle.languages import TARGET
    from passerelle.modelstore import registry

    languages = (*registry.source_languages(models_file), TARGET)
    if source == "-":
        return read(read_input(MAX_FILE_BYTES + 1), language=language, languages=languages)
    if isinstance(source, str):
        return fetch(source, language=language, languages=languages)
    return read(source, language=language, languages=languages)


def _run(job: "TranslationJob", *, show: bool) -> "Translation":
    """Translate, showing progress on a terminal or in the log."""
    status = terminal(stderr=True).status("Translating …")
    if show:
        status.start()
    done, total = 0, len(job.sentences)
    try:
        for segments in job.run():
            done += len(segments)
            text = f"Translated {done} of {total} sentences …"
            _log.info(text)
            status.update(text)
    finally:
        status.stop()
    return job.translation()
