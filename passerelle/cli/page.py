"""The command `app`, which shows the page."""

from typing import Annotated

import typer

from passerelle.cli.options import Device, ModelsFile, UseMemory, Verbose, check_device
from passerelle.cli.run import examples, run

EXAMPLES = examples("passerelle app", "passerelle app --port 7861 --no-browser")


def page(
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=1, max=65535, help="Port to listen on; a free one by default."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    verbose: Verbose = False,
) -> None:
    """Show the page in a browser, on this machine alone."""
    check_device(device)
    from passerelle.page.launch import launch

    launch(port=port, browser=browser, device=device, models_file=models_file, memory=memory)


def main() -> None:
    """Run the command as a program of its own."""
    run(page, epilog=examples("python app.py", "python app.py --port 7861 --no-browser"))
