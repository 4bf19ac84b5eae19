"""What Gradio keeps for each visitor between requests."""

from copy import copy
from datetime import datetime
from typing import Any

from gradio.components import State
from gradio.state_holder import SessionState, StateHolder

# How long the opened articles of a visitor who has left are kept: a connection may be lost.
CLOSED_SECONDS = 600


class VisitorState(SessionState):
    """The values of one visitor, without a description of all widgets with their latest contents.

    Gradio builds that description for deep links, which the page does not serve. It takes 0.2 MB and much
    processor time for each new visitor, and then holds the text of every briefing.

    Args:
        blocks: the page.
    """

    def __init__(self, blocks: Any) -> None:
        # The base class's constructor is not called, since it builds the description.
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, dict[str, Any]] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = CLOSED_SECONDS

    def __setitem__(self, key: int, value: Any) -> None:
        """Store the value of a state, or a widget as it was changed for this visitor."""
        block = self.blocks_config.blocks.get(key)
        if isinstance(block, State):
            self._state_ttl[key] = block.time_to_live, datetime.now()
            self.state_data[key] = value
        else:
            self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class VisitorStates(StateHolder):
    """The values of all visitors; see `VisitorState`."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def __getitem__(self, session_id: str) -> SessionState:
        """Return the values of a visitor; new ones if the visitor is new."""
        if session_id not in self.session_data:
            self.session_data[session_id] = VisitorState(self.blocks)
        return super().__getitem__(session_id)
