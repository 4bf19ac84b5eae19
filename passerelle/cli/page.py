"""The command `app`, which serves the page."""

import re
from typing import Annotated

import typer

from passerelle import extras
from passerelle.cli.options import Device, ModelsFile, UseMemory, Verbose, check_device
from passerelle.cli.run import examples, run

EXAMPLES = examples(
    "passerelle app",
    "passerelle app --port 7861 --no-browser --mcp",
    "passerelle app --host 0.0.0.0 --auth desk:secret --no-fetch",
    "passerelle app --no-browser --public-url https://example.org --root-path /brief",
)
_ROOT_PATH = re.compile(r"(?:/[\w.~-]+)+/?|")

Port = Annotated[
    int | None,
    typer.Option(metavar="PORT", min=1, max=65535, help="Port to listen on; a free one by default."),
]
Host = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        envvar="PASSERELLE_HOST",
        help="Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all its networks.",
    ),
]
RootPath = Annotated[
    str,
    typer.Option(
        metavar="PATH",
        envvar="PASSERELLE_ROOT_PATH",
        help="Path at which a reverse proxy serves the page, such as /brief.",
    ),
]
PublicUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--public-url",
        metavar="URL",
        help="Address at which a reverse proxy serves the page, such as https://brief.example.org "
        "(repeatable; or PASSERELLE_PUBLIC_URL).",
    ),
]
FrameAncestors = Annotated[
    list[str] | None,
    typer.Option(
        "--frame-ancestor",
        metavar="URL",
        help="Site that may show the page in a frame (repeatable; or PASSERELLE_FRAME_ANCESTOR).",
    ),
]
Users = Annotated[
    list[str] | None,
    typer.Option(
        "--auth",
        metavar="USER:PASSWORD",
        envvar="PASSERELLE_AUTH",
        help="Admit only visitors with this user name and password (repeatable). Other users of this machine "
        "can see a command's options but not its environment, so PASSERELLE_AUTH is safer.",
    ),
]
Everybody = Annotated[
    bool,
    typer.Option(
        "--open", envvar="PASSERELLE_OPEN", help="Let anyone who can reach this machine use the page."
    ),
]
PerMinute = Annotated[
    int | None,
    typer.Option(
        "--rate",
        metavar="NUMBER",
        min=0,
        envvar="PASSERELLE_RATE",
        help="Maximum number of requests per visitor per minute; a briefing on the page counts as two. By "
        "default 60 if other machines can reach the page, else unlimited; 0 for unlimited.",
    ),
]
FetchAddresses = Annotated[
    bool,
    typer.Option(
        "--fetch/--no-fetch",
        envvar="PASSERELLE_FETCH",
        help="Whether the server may fetch the web addresses that visitors enter.",
    ),
]
Tools = Annotated[
    bool,
    typer.Option("--mcp", help="Offer the page's endpoints as tools through the Model Context Protocol."),
]


def page(
    port: Port = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    host: Host = "127.0.0.1",
    auth: Users = None,
    everybody: Everybody = False,
    rate: PerMinute = None,
    fetch: FetchAddresses = True,
    mcp: Tools = False,
    root_path: RootPath = "",
    public_url: PublicUrls = None,
    frame_ancestor: FrameAncestors = None,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    verbose: Verbose = False,
) -> None:
    """Open the page in a browser.

    Only this machine can reach it, unless --host says otherwise. It also serves programs: Gradio clients,
    programs written for LibreTranslate and, with --mcp, language models that use tools.
    """
    check_device(device)
    if not _ROOT_PATH.fullmatch(root_path):
        raise typer.BadParameter("write it as /brief.", param_hint="--root-path")
    extras.need("page", "The page")
    if mcp:
        extras.need("mcp", "The MCP server")
    from passerelle.briefing.pipeline import Briefer
    from passerelle.page.access import access

    who = access(
        public_url or (),
        frame_ancestor or (),
        host=host,
        users=auth or (),
        everybody=everybody,
        requests_per_minute=rate,
    )
    if port is not None:
        from passerelle.page.port import check

        check(host, port)
    from passerelle.page.launch import Serving, launch
    from passerelle.seq2seq.device import resolve

    resolve(device)
    briefer = Briefer(models_file, device=device, memory=memory, offline=not fetch)
    serving = Serving(port=port, root_path=root_path.rstrip("/"), browser=browser, mcp=mcp)
    launch(briefer, who, serving, models_file)


def main() -> None:
    """Run the command as a standalone program."""
    run(page, epilog=EXAMPLES.replace("passerelle app", "python app.py"))
