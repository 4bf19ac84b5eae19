"""The command that shows the page."""

from passerelle.cli.options import Device, ModelsFile, OpenBrowser, Port, UseMemory, check_device
from passerelle.cli.run import run


def page(
    port: Port = None,
    browser: OpenBrowser = True,
    device: Device = "auto",
    models_file: ModelsFile = None,
    memory: UseMemory = True,
) -> None:
    """Show the page, on this machine alone."""
    check_device(device)
    from passerelle.page.launch import launch

    launch(port=port, browser=browser, device=device, models_file=models_file, memory=memory)


def main() -> None:
    """Run the command as a program of its own."""
    run(page)
