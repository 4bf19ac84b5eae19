"""Gradio's Blocks, with the page's own looks and its guard."""

from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj, traverse

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.output import render
from passerelle.page import fragments
from passerelle.page.access import Access
from passerelle.page.guard import GuardedApp
from passerelle.page.theme import theme
from passerelle.urls import has_scheme


class PageBlocks(gr.Blocks):
    """Blocks that `launch` with the page's own theme, style sheets and script, behind its guard.

    Args:
        access: who may use the page.
        options: see `gradio.Blocks`.
    """

    def __init__(self, access: Access, **options: Any) -> None:
        super().__init__(**options)
        self.access = access

    def launch(self, *args: Any, **options: Any) -> Any:
        """Serve the page; see `gradio.Blocks.launch`."""
        script = render.view_js()
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
            # Not `css`: gradio rewrites what it gets there, and loses container queries.
            "head": f"<style>{render.view_css()}{fragments.page_css()}</style><script>{script}</script>",
            "_app": GuardedApp(self.access, (script,)),
        }
        return super().launch(*args, **(own | options))

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False
    ) -> Any:
        """Prepare the inputs of a handler; see `gradio.Blocks`, which would fetch a file that is an address.

        Raises:
            gradio.Error: a file is an address.
        """
        traverse(inputs, _refuse_address, is_file_obj)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)


def _refuse_address(file: dict[str, Any]) -> dict[str, Any]:
    if has_scheme(file["path"]):
        raise gr.Error("A file is uploaded, not named by its address.", print_exception=False)
    return file
