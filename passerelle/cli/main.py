"""The command `passerelle` with its subcommands."""

import gc
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any

import typer

from passerelle.cli.run import PlainCommand, PlainGroup, examples, run

# For each command its module in `passerelle.cli` and its name there: a function, or a program of several
# commands.
_COMMANDS = {
    "brief": ("brief", "brief"),
    "translate": ("translate", "translate"),
    "batch": ("batch", "batch"),
    "app": ("page", "page"),
    "models": ("models", "program"),
    "memory": ("memory", "program"),
}
# Allocations between two collections of cyclic garbage; Python's default is 700. Almost everything that a
# command allocates at start-up stays in use, so looking for garbage would take a tenth of the time and find
# none.
_COLLECT_AFTER = 50_000


def __getattr__(name: str) -> Any:
    """Build `program`, the command with all subcommands, on first access."""
    if name != "program":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault("program", build(_COMMANDS))


def build(names: Iterable[str]) -> typer.Typer:
    """Return the command with some of its subcommands.

    Args:
        names: keys of `_COMMANDS`; only their modules are imported.
    """
    program = typer.Typer(
        name="passerelle",
        cls=PlainGroup,
        help="Read foreign news in English, side by side with the original, with a brief you can check; "
        "offline.",
        epilog=examples(
            "passerelle app",
            "passerelle brief article.txt",
            "passerelle batch news/ --out briefings/",
            "passerelle COMMAND --help",
        ),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    program.callback()(_options)
    for name in names:
        place, attribute = _COMMANDS[name]
        module = import_module(f"passerelle.cli.{place}")
        found = getattr(module, attribute)
        if isinstance(found, typer.Typer):
            program.add_typer(found)
        else:
            program.command(name, cls=PlainCommand, epilog=module.EXAMPLES)(found)
    return program


def _version(wanted: bool) -> None:
    if wanted:
        from passerelle import __version__

        print(f"passerelle {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_COLLECT_AFTER)
    wanted = sys.argv[1:2]
    run(build(wanted if wanted and wanted[0] in _COMMANDS else _COMMANDS))


if __name__ == "__main__":
    main()
