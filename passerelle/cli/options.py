"""Options shared by several commands, and their validation."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.console import printable
from passerelle.errors import PasserelleError
from passerelle.listing import listed
from passerelle.output import FORMATS, ExportFormat

if TYPE_CHECKING:
    import summarize


class _PrintableFormatter(logging.Formatter):
    """A formatter that escapes control characters, which could manipulate the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(printable(line) for line in super().format(record).split("\n"))


def _log_to_stderr(verbose: bool) -> bool:
    if verbose:
        handler = logging.StreamHandler()
        handler.setFormatter(_PrintableFormatter("%(relativeCreated)6.0f ms %(levelname)s: %(message)s"))
        logging.basicConfig(handlers=[handler])
        logging.getLogger("passerelle").setLevel(logging.DEBUG)
    return verbose


Language = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        envvar="PASSERELLE_LANGUAGE",
        help="Language of the article, such as fr; identified by default.",
        autocompletion=lambda: _languages(None),
    ),
]
Length = Annotated[
    str,
    typer.Option(
        metavar="LENGTH",
        help="Length of the brief: short, standard, long, or a number of words.",
        autocompletion=lambda: ["short", "standard", "long"],
    ),
]
Fetch = Annotated[
    bool | None,
    typer.Option(
        "--fetch/--no-fetch",
        help="Fetch the original that the article links to, and compare the two; off by default.",
    ),
]
ArticlePlace = Annotated[
    str, typer.Argument(metavar="FILE|URL", help="An article or its web address; - for standard input.")
]
GlossaryFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="PASSERELLE_GLOSSARY",
        help="Your terms: a CSV file (source term, target term, language, note), or a TBX or TMX file.",
    ),
]
UseMemory = Annotated[
    bool,
    typer.Option("--memory/--no-memory", help="Reuse translations from earlier runs, and save new ones."),
]
ModelsFile = Annotated[
    Path | None,
    typer.Option(
        "--models",
        metavar="FILE",
        envvar="PASSERELLE_MODELS",
        help="List of models to use; by default your own models.txt, then the one installed with Passerelle.",
    ),
]
Device = Annotated[
    str,
    typer.Option(
        metavar="DEVICE",
        envvar="PASSERELLE_DEVICE",
        help="Where the models run: cpu, cuda (NVIDIA), or auto to use a GPU if there is one.",
        autocompletion=lambda: ["auto", "cpu", "cuda"],
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write to this file instead of standard output."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Hide progress; print only results and errors.")]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        callback=_log_to_stderr,
        help="Log to standard error instead of showing progress, with tracebacks of unexpected errors.",
    ),
]


def _languages(models_file: Path | None) -> list[str]:
    from passerelle.languages import TARGET
    from passerelle.modelstore import registry

    try:
        return [*registry.source_languages(models_file), TARGET]
    except PasserelleError:
        return []


def check_language(language: str | None, models_file: Path | None) -> None:
    """Refuse a language that no model of models.txt reads.

    Raises:
        typer.BadParameter: no model reads it.
        ModelError: models.txt cannot be read.
    """
    from passerelle.languages import TARGET
    from passerelle.modelstore import registry

    known = (*registry.source_languages(models_file), TARGET)
    if language is not None and language not in known:
        raise typer.BadParameter(
            f"no model translates from {printable(language)!r}; choose one of {', '.join(known)}.",
            param_hint="--language",
        )


def check_device(device: str) -> None:
    """Refuse a device that is unknown or that this machine does not have.

    Raises:
        ModelError: see `passerelle.seq2seq.device.choose`.
    """
    if device != "auto":  # auto is resolved later
        from passerelle.seq2seq.device import resolve

        resolve(device)


def check_quiet(quiet: bool, verbose: bool) -> None:
    """Refuse --quiet and --verbose together.

    Raises:
        typer.BadParameter: both are given.
    """
    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose are mutually exclusive; give only one.")


def read_length(text: str) -> "summarize.Length":
    """Parse the length of a brief.

    Raises:
        typer.BadParameter: the length is not valid.
    """
    from passerelle.errors import LengthError
    from summarize.types import parse_length

    try:
        return parse_length(text)
    except LengthError as error:
        raise typer.BadParameter(printable(str(error)), param_hint="--length") from None


def place(given: str) -> Path | str:
    """Return a web address, to be fetched, as text, and a file as a path.

    Raises:
        PasserelleError: the file does not exist.
    """
    from passerelle.storage import exists
    from passerelle.urls import is_address

    if is_address(given):
        return given
    path = Path(given)
    if not exists(path):
        raise PasserelleError(
            f"{path} does not exist; check its path. A web address starts with http:// or https://."
        )
    return path


def find_format(name: str, others: Sequence[str] = ()) -> str:
    """Return the name of a format if it exists.

    Args:
        name: a name in `output.FORMATS`, or one of the others.
        others: names of other formats that the command writes.

    Raises:
        typer.BadParameter: there is no such format.
    """
    if name not in FORMATS and name not in others:
        known = listed([*FORMATS, *others], "or")
        raise typer.BadParameter(
            f"{printable(name)!r} is not a format; choose {known}.", param_hint="--format"
        )
    return name


def choose_format(name: str | None, out: Path | None) -> ExportFormat:
    """Return the format given by name, or by the extension of the output file.

    Raises:
        typer.BadParameter: there is no format of that name.
        PasserelleError: no format has this extension.
    """
    if name is not None:
        return FORMATS[find_format(name)]
    ending = (out.suffix.lower() if out is not None else "") or ".txt"
    found = next((row for row in FORMATS.values() if ending in row.endings), None)
    if found is None:
        raise PasserelleError(
            f"No format has the extension {ending}; choose {listed(FORMATS, 'or')} with --format."
        )
    return found
