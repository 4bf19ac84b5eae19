"""The commands that list, fetch, test, remove and add models."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.options import ModelsFile, Verbose
from passerelle.cli.run import PlainCommand, examples
from passerelle.console import printable, terminal

if TYPE_CHECKING:
    from passerelle.modelstore.progress import ModelProgress
    from passerelle.modelstore.store import ModelState

program = typer.Typer(name="models", help="List, fetch, test, remove and add models.", no_args_is_help=True)

What = Annotated[
    str, typer.Argument(metavar="WHAT", help="all, a role (translate, summarize) or a model's id.")
]


@program.command(
    "list",
    cls=PlainCommand,
    epilog=examples("passerelle models list"),
)
def list_models(models_file: ModelsFile = None, verbose: Verbose = False) -> None:
    """List the models, their state, and what each is used for."""
    from passerelle.modelstore import registry, store

    states = store.states(models_file)
    console = terminal()
    rows = [_cells(state) for state in states]
    if console.is_terminal and console.width < _LIST_WIDTH:
        for role, language, name, revision, *rest, used in rows:
            console.print(f"{role} {language}  {name}", style="" if used == "-" else "bold", overflow="fold")
            details = [f"used for {used}"] * (used != "-") + [
                part for part in (*rest, revision) if part != "-"
            ]
            console.print(f"    {' · '.join(details)}", overflow="fold")
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False)
        for heading in _HEADINGS:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    for state in states:
        if state.reason:
            whom = "" if state.state == "refused" else " for some of its languages"
            console.print(f"\n{printable(state.spec.label)} is not used{whom}: {printable(state.reason)}.")
        elif state.pickle:
            console.print(
                f"\nThe weights of {printable(state.spec.label)} are a pickle; torch's restricted unpickler "
                "reads them in a separate process."
            )
    own = registry.user_models_file()
    if models_file is None and own.exists():
        console.print(f"\nYour own lines are in {printable(str(own))}.")
    here = {state.spec.location for state in states if state.folder}
    missing = next((s.spec for s in states if s.spec.folder is None and s.spec.location not in here), None)
    if missing:
        console.print(f"\nTo fetch an absent model: passerelle models fetch {missing.location}")


_HEADINGS = ("Role", "Language", "Model", "Revision", "State", "Size", "Quality", "Licence", "Used for")
# Characters; narrower terminals get two lines per model.
_LIST_WIDTH = 140


def _cells(state: "ModelState") -> tuple[str, ...]:
    from passerelle.modelstore.conversion import megabytes

    spec = state.spec
    cells = (
        spec.role,
        "+".join(spec.languages),
        spec.location,
        spec.short_revision,
        state.state,
        megabytes(state.size) if state.size is not None else "-",
        state.quality or "-",
        spec.licence,
        ", ".join(state.used_for) or "-",
    )
    return tuple(map(printable, cells))


@program.command(
    "fetch",
    cls=PlainCommand,
    epilog=examples(
        "passerelle models fetch",
        "passerelle models fetch Helsinki-NLP/opus-mt-fr-en",
        "passerelle models fetch all --from /media/usb/models",
    ),
)
def fetch_models(
    what: What = "all",
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PLACE",
            help="A folder (a copy of a hub cache or of models), or the address of a hub mirror.",
        ),
    ] = None,
    models_file: ModelsFile = None,
    verbose: Verbose = False,
) -> None:
    """Download, convert and test models.

    After that, no network is needed. An interrupted download resumes where it stopped. The environment
    variables of the Hugging Face hub's library apply: HF_HOME, HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY.
    """
    from passerelle.modelstore import fetching

    failed = False
    with _model_progress() as on_progress:
        for fetched in fetching.fetch(what, models_file, source=source, on_progress=on_progress):
            failed |= fetched.state == "failed"
            states = {"ready": "ready", "here": "already on this machine", "failed": fetched.reason}
            note = f" ({fetched.note})" if fetched.note else ""
            print(printable(f"{fetched.spec.label}: {states[fetched.state]}{note}"))
    raise typer.Exit(int(failed))


@program.command(
    "verify",
    cls=PlainCommand,
    epilog=examples("passerelle models verify", "passerelle models verify translate --hub"),
)
def verify_models(
    what: What = "all",
    hub: Annotated[
        bool, typer.Option("--hub", help="Also ask the hub for its hashes, which needs the network.")
    ] = False,
    models_file: ModelsFile = None,
    verbose: Verbose = False,
) -> None:
    """Check models against their hashes, and test them again."""
    from passerelle.modelstore import verifying

    failed = False
    with _model_progress() as on_progress:
        for verified in verifying.verify(what, models_file, ask_hub=hub, on_progress=on_progress):
            failed |= bool(verified.problems)
            compared = f"{verified.compared} of {verified.files} files compared with known hashes"
            text = "; ".join(verified.problems) or f"OK ({compared}; test passed)"
            print(printable(f"{verified.spec.label}: {text}"))
    raise typer.Exit(int(failed))


@program.command(
    "remove",
    cls=PlainCommand,
    epilog=examples("passerelle models remove Helsinki-NLP/opus-mt-fr-en"),
)
def remove_models(what: What, models_file: ModelsFile = None, verbose: Verbose = False) -> None:
    """Remove models from this machine.

    Their lines stay in models.txt.
    """
    from passerelle.modelstore import store

    for line in store.remove(what, models_file):
        print(printable(line))


@program.command(
    "add",
    cls=PlainCommand,
    epilog=examples("passerelle models add 'translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0'"),
)
def add_model(
    line: Annotated[
        str,
        typer.Argument(
            metavar="LINE",
            help="Role, language, model, revision and licence, such as "
            "'translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0'.",
        ),
    ],
    models_file: ModelsFile = None,
    verbose: Verbose = False,
) -> None:
    """Add a model to your own models.txt.

    It becomes the preferred one for its language.
    """
    from passerelle.modelstore import registry

    spec = registry.add(line, models_file)
    print(printable(f"{spec.label} was added to {spec.file}."))
    if spec.folder is None and registry.find(spec) is None:
        print(printable(f"To fetch it: passerelle models fetch {spec.location}"))


@contextmanager
def _model_progress() -> "Iterator[Callable[[ModelProgress], None]]":
    """Show a bar on a terminal, nothing elsewhere."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = terminal(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task("", total=None)

    def on_progress(progress: "ModelProgress") -> None:
        bar.update(
            task,
            description=printable(f"{progress.model}: {progress.stage}"),
            completed=progress.done,
            total=progress.total or None,
        )

    with bar:
        yield on_progress
