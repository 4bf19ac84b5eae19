"""The page: `python app.py [--port PORT] [--no-browser]`; `demo` is for `gradio app.py` and hosted pages."""

import threading
from typing import Any

from passerelle.cli.page import main

globals().pop("demo", None)  # `gradio app.py` runs this file again, in a thread, when a file has changed


def __getattr__(name: str) -> Any:
    """Build `demo` on first access, so that `python app.py --help` does not load Gradio."""
    if name != "demo":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from passerelle.page.launch import hosted

    return globals().setdefault("demo", hosted())


if __name__ == "__main__" and threading.current_thread() is threading.main_thread():
    main()
