"""Options that several commands share, and their checks."""

from pathlib import Path
from typing import Annotated

import typer

import summarize
from passerelle.console import printable

Length = Annotated[
    str, typer.Option(metavar="LENGTH", help="Of the brief: short, standard, long, or a word limit.")
]


Device = Annotated[
    str, typer.Option(metavar="DEVICE", help="cpu, cuda (NVIDIA), or auto: a GPU when there is one.")
]


Port = Annotated[int | None, typer.Option(metavar="PORT", min=1, max=65535, help="A free one by default.")]


OpenBrowser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")]


GlossaryFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV of your terms: source term, target term, language, note."),
]


ModelsFile = Annotated[
    Path | None,
    typer.Option(
        "--models",
        metavar="FILE",
        help="A models.txt; by default your own one, then the one that came along.",
    ),
]


UseMemory = Annotated[
    bool, typer.Option("--memory/--no-memory", help="Use translations of earlier runs, and keep new ones.")
]


def check_language(language: str | None, models_file: Path | None) -> None:
    """Refuse a language that no model of models.txt reads.

    Raises:
        typer.BadParameter: it is another one.
        ModelError: models.txt cannot be read.
    """
    from passerelle.modelstore import registry

    known = (*registry.source_languages(models_file), "en")
    if language is not None and language not in known:
        raise typer.BadParameter(
            f"{printable(language)!r} is none of {', '.join(known)}.", param_hint="--language"
        )


def check_device(device: str) -> None:
    """Refuse a device that is none, or that this machine has not.

    Raises:
        ModelError: see `passerelle.seq2seq.device.choose`.
    """
    if device != "auto":  # which needs no look at the machine yet
        from passerelle.seq2seq.device import resolve

        resolve(device)


def read_length(text: str) -> "summarize.Length":
    """The length of a brief as it was typed.

    Raises:
        typer.BadParameter: it is none.
    """
    from passerelle.errors import LengthError
    from summarize.types import parse_length

    try:
        return parse_length(text)
    except LengthError as error:
        raise typer.BadParameter(printable(str(error)), param_hint="--length") from None
