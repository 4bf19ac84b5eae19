"""Gradio's Blocks, with the page's own theme and guard."""

import logging
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from types import SimpleNamespace
from typing import Any

import gradio as gr
from gradio import queueing, routes
from gradio.components import UploadButton
from gradio.components.base import Component
from gradio.utils import LRUCache, get_upload_folder
from gradio_client.utils import is_file_obj, traverse
from starlette.routing import Route

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.errors import shortage
from passerelle.output import render
from passerelle.page import fragments
from passerelle.page.access import Access
from passerelle.page.guard import GuardedApp
from passerelle.page.session import MAX_SESSIONS
from passerelle.page.theme import theme
from passerelle.urls import has_scheme

# Interval at which an idle queue looks for work.
_REST_SECONDS = 0.05
# Maximum number of waiting jobs per visitor.
MAX_WAITING = 4
# Maximum number of visitors whose unread updates are kept: a program may request briefings and never read
# them.
MAX_UNREAD = 200
# Browsers and Gradio's clients send letters, digits and hyphens. Gradio stores an empty one under two keys.
_VISITOR = re.compile("[ -~]{1,200}")
REFUSED = "The page cannot use these values; reload it and try again."
_log = logging.getLogger("passerelle")


class PageBlocks(gr.Blocks):
    """Blocks whose `launch` uses the page's own theme, style sheets, script and guard.

    Args:
        access: who may use the page.
        options: see `gradio.Blocks`.
    """

    def __init__(self, access: Access, **options: Any) -> None:
        # Gradio prints the traceback of every malformed request in the terminal.
        quiet = SimpleNamespace(print_exc=_note_request)
        vars(queueing)["traceback"] = vars(routes)["traceback"] = quiet
        # Gradio would also create a folder, outside that of the page's files, for a feature that is off.
        vars(routes)["DEFAULT_TEMP_DIR"] = get_upload_folder()
        super().__init__(**options)
        self.access = access
        # Routes for programs, in addition to those of Gradio.
        self.own_routes: list[Route] = []
        # Briefs the examples before the first visitor opens one; returns a function that stops it.
        self.prepare: Callable[[], Callable[[], None]] = lambda: lambda: None
        # Stops the work of all visitors.
        self.end_visits: Callable[[], None] = lambda: None

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
            # By default, Gradio would keep the opened articles of ten thousand visitors.
            "state_session_capacity": MAX_SESSIONS,
            "footer_links": [],
            "favicon_path": render.ICON,
            "theme": theme(),
            # Not `css`: Gradio rewrites it and loses container queries.
            "head": f"<style>{render.view_css()}{fragments.page_css()}</style>{tags}",
            "_app": GuardedApp(self.access, scripts, self.own_routes),
        }
        return super().launch(*args, **(own | options))

    def queue(self, *args: Any, **options: Any) -> Any:
        """Queue events; see `gradio.Blocks.queue`.

        An idle queue sleeps, and each visitor may have only a few jobs waiting.
        """
        super().queue(*args, **options)
        queue: Any = self._queue
        # Gradio polls a thousand times a second, which takes 6% of a core.
        queue.sleep_when_free = _REST_SECONDS
        queue.progress_update_sleep_when_free = 1.0  # the page shows its own progress
        queue.pending_messages_per_session = LRUCache(MAX_UNREAD)
        # Gradio would compute statistics of its last ten thousand events after every one, with pandas.
        queue.ANAYLTICS_CACHE_FREQUENCY, queue.ANALYTICS_MAX_EVENTS = sys.maxsize, 1
        push, send = queue.push, queue.send_message

        def send_if_open(*args: Any, **options: Any) -> None:
            # Raised if the visitor has left; it would end the Gradio task that starts all jobs.
            with suppress(KeyError):
                send(*args, **options)

        async def push_few(body: Any, request: Any, username: Any) -> Any:
            visitor = body.session_hash
            if visitor is not None and not _VISITOR.fullmatch(visitor):
                return False, REFUSED, "error"
            waiting = [e for q in queue.event_queue_per_concurrency_id.values() for e in q.queue]
            if sum(event.session_hash == body.session_hash for event in waiting) >= MAX_WAITING:
                return False, "Too many of your jobs are waiting; stop one of them.", "queue_full"
            unread = queue.pending_messages_per_session
            if body.session_hash in unread:  # so that it is dropped last
                unread.move_to_end(body.session_hash)
            return await push(body=body, request=request, username=username)

        queue.push, queue.send_message = push_few, send_if_open
        return self

    async def process_api(self, *args: Any, **options: Any) -> Any:
        """Run a handler; see `gradio.Blocks`. A program may send anything: numbers for texts, too few values.

        Raises:
            gradio.Error: a value has the wrong type or is not among the choices of its widget, the handler
                failed, or the machine has run out of something; one sentence, without a traceback.
        """
        try:
            return await super().process_api(*args, **options)
        except gr.Error as error:
            if not error.print_exception:
                raise
            _note_request()
            scarce = None
        except Exception as error:
            _note_request()
            scarce = shortage(error)
        raise gr.Error(scarce or REFUSED, print_exception=False)

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False
    ) -> Any:
        """Prepare the inputs of a handler; see `gradio.Blocks`, which would fetch an address.

        Raises:
            gradio.Error: a file is given by its address.
        """
        traverse(inputs, _refuse_address, is_file_obj)
        return await super().preprocess_data(block_fn, inputs, state, explicit_call)

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """Turn what a handler returns into updates of widgets; see `gradio.Blocks`.

        Gradio would also recreate the widgets that stay as they are, twenty for every view.
        """
        outputs, changes = block_fn.outputs, predictions if isinstance(predictions, dict) else {}
        unchanged = [None if widget.stateful else gr.skip() for widget in outputs]
        if changes == gr.skip():
            return unchanged
        part = copy(block_fn)
        part.outputs = [widget for widget in outputs if widget in changes]
        if not part.outputs:
            return await super().postprocess_data(block_fn, predictions, state)
        made = iter(await super().postprocess_data(part, predictions, state))
        return [next(made) if w in changes else same for w, same in zip(outputs, unchanged, strict=True)]


def _share_schemas(kind: Any, key: str) -> None:
    """Let components with the same attribute share their JSON schema.

    Gradio would rebuild it for every update and every visitor, which took half of its time.
    """
    describe, known = kind.api_info, dict[Any, Any]()

    def api_info(component: Any) -> Any:
        value = getattr(component, key)
        if value not in known:
            known[value] = describe(component)
        return known[value]

    kind.api_info = api_info


_share_schemas(Component, "data_model")
_share_schemas(UploadButton, "file_count")


def _note_request() -> None:
    _log.debug("a request to the page", exc_info=True)


def _refuse_address(file: dict[str, Any]) -> dict[str, Any]:
    if has_scheme(file["path"]):
        raise gr.Error("Upload the file itself; its address is not accepted.", print_exception=False)
    return file
