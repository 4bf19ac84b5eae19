"""Gradio's Blocks, with the page's own theme and guard."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj, traverse
from starlette.routing import Route

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.output import render
from passerelle.page import fragments
from passerelle.page.access import Access
from passerelle.page.guard import GuardedApp
from passerelle.page.theme import theme
from passerelle.urls import has_scheme

# Interval at which an idle queue looks for work.
_REST_SECONDS = 0.05
# Maximum number of waiting jobs per visitor.
MAX_WAITING = 4


class PageBlocks(gr.Blocks):
    """Blocks whose `launch` uses the page's own theme, style sheets, script and guard.

    Args:
        access: who may use the page.
        options: see `gradio.Blocks`.
    """

    def __init__(self, access: Access, **options: Any) -> None:
        super().__init__(**options)
        self.access = access
        # Routes for programs, in addition to those of gradio.
        self.own_routes: list[Route] = []
        # Briefs the examples before the first visitor opens one; returns a function that stops it.
        self.prepare: Callable[[], Callable[[], None]] = lambda: lambda: None

    def launch(self, *args: Any, **options: Any) -> Any:
        """Serve the page; see `gradio.Blocks.launch`."""
        scripts = (render.view_js(), fragments.page_js())
        tags = "".join(f"<script>{script}</script>" for script in scripts)
        own: dict[str, Any] = {
            "show_error": False,
            "max_file_size": f"{MAX_FILE_BYTES // 1_000_000}mb",
            "ssr_mode": False,
            "num_workers": 0,
            "enable_monitoring": False,
            "run_history": False,
            "footer_links": [],
            "favicon_path": render.ICON,
            "theme": theme(),
            # Not `css`: gradio rewrites it and loses container queries.
            "head": f"<style>{render.view_css()}{fragments.page_css()}</style>{tags}",
            "_app": GuardedApp(self.access, scripts, self.own_routes),
        }
        return super().launch(*args, **(own | options))

    def queue(self, *args: Any, **options: Any) -> Any:
        """Queue events; see `gradio.Blocks.queue`. An idle queue sleeps, and each visitor gets few places."""
        super().queue(*args, **options)
        queue: Any = self._queue
        # Gradio polls a thousand times a second, which takes 6 % of a core.
        queue.sleep_when_free = _REST_SECONDS
        queue.progress_update_sleep_when_free = 1.0  # the page shows its own progress
        push = queue.push

        async def push_few(body: Any, request: Any, username: Any) -> Any:
            waiting = [e for q in queue.event_queue_per_concurrency_id.values() for e in q.queue]
            if sum(event.session_hash == body.session_hash for event in waiting) >= MAX_WAITING:
                return False, "Too many of your jobs are waiting; stop one of them.", "queue_full"
            return await push(body=body, request=request, username=username)

        queue.push = push_few
        return self

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False
    ) -> Any:
        """Prepare the inputs of a handler; see `gradio.Blocks`, which would fetch a file named by address.

        Raises:
            gradio.Error: a file is given by its address.
        """
        traverse(inputs, _refuse_address, is_file_obj)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)


def _refuse_address(file: dict[str, Any]) -> dict[str, Any]:
    if has_scheme(file["path"]):
        raise gr.Error("Upload the file itself; its address is not accepted.", print_exception=False)
    return file
