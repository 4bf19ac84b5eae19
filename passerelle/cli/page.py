"""The command `app`, which shows the page."""

from typing import Annotated

import typer

from passerelle import extras
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
    public_url: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="Address under which a reverse proxy shows the page, such as https://brief.example.org "
            "(repeatable; or PASSERELLE_PUBLIC_URL).",
        ),
    ] = None,
    frame_ancestor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="Site that may show the page in a frame (repeatable; or PASSERELLE_FRAME_ANCESTOR).",
        ),
    ] = None,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    verbose: Verbose = False,
) -> None:
    """Show the page in a browser, on this machine alone."""
    check_device(device)
    extras.need("page", "The page")
    from passerelle.page.launch import launch

    launch(
        port=port,
        browser=browser,
        device=device,
        models_file=models_file,
        memory=memory,
        public_urls=public_url or (),
        frame_ancestors=frame_ancestor or (),
    )


def main() -> None:
    """Run the command as a program of its own."""
    run(page, epilog=examples("python app.py", "python app.py --port 7861 --no-browser"))
