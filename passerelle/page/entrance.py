"""Admit visitors: check passwords if they are required, and limit the rate of requests."""

import base64
import hmac
from functools import partial

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from passerelle.page import libretranslate
from passerelle.page.access import Access
from passerelle.page.rate import Rate, visitor_of

# Maximum number of wrong passwords per visitor per minute.
MAX_WRONG_PASSWORDS = 10
# Open to anybody: Gradio requests the first when it starts, a monitor has no password, and a translated file
# has a secret name.
_FREE = ("/gradio_api/startup-events", "/health", libretranslate.DOWNLOAD)


class Entrance:
    """Checks passwords and counts requests.

    Args:
        access: who may use the page.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._rate = Rate(access.requests_per_minute) if access.requests_per_minute else None
        self._wrong = Rate(MAX_WRONG_PASSWORDS)

    def refuse(self, scope: Scope, headers: Headers, path: str, port: int) -> Response | None:
        """Return the answer to a request that is refused; None if it is admitted.

        Args:
            scope: the ASGI scope of the request.
            headers: the headers of the request.
            path: the path within the page.
            port: the port on which the page listens.
        """
        visitor = visitor_of((scope.get("client") or ("", 0))[0])
        if path.startswith(_FREE):
            return None
        if self._access.users and not self._access.is_owner(headers, port):
            scope[libretranslate.ASKS_KEY] = True
            given = headers.get("authorization")
            # LibreTranslate clients first ask whether they need a key. They send it in the form; the routes
            # check it.
            if path in libretranslate.READ_PATHS:
                return None
            if given is None and path in libretranslate.WRITE_PATHS:
                scope[libretranslate.IS_KEY] = partial(self._is_key, visitor=visitor)
            elif not self._is_known(given, visitor):
                return refusal(
                    path,
                    "This page needs a user name and a password.",
                    401,
                    {"www-authenticate": 'Basic realm="Passerelle", charset="UTF-8"'},
                )
        if self._rate and scope["method"] == "POST" and (wait := self._rate.wait(visitor)):
            slow = f"Slowdown: {self._rate.per_minute} per 1 minute"
            return refusal(path, slow, 429, {"retry-after": str(wait)})
        return None

    def _is_known(self, given: str | None, visitor: str) -> bool:
        """Return whether an Authorization header belongs to a user (RFC 7617)."""
        kind, _, encoded = (given or "").partition(" ")
        try:
            pair = (
                base64.b64decode(encoded.strip(), validate=True).decode() if kind.lower() == "basic" else ""
            )
        except ValueError:  # not base64, or not UTF-8
            pair = ""
        return bool(pair) and self._is_key(pair, visitor)

    def _is_key(self, pair: str, visitor: str) -> bool:
        """Return whether this is the `user:password` of a user; a visitor has a limited number of tries."""
        if self._wrong.wait(visitor, cost=0):
            return False
        given = pair.encode(errors="replace")
        matches = [
            hmac.compare_digest(given, user.encode()) for user in self._access.users
        ]  # compare with all users: the time must not depend on which one matches
        right = any(matches)
        if not right:
            self._wrong.wait(visitor)
        return right


def refusal(path: str, reason: str, status: int = 403, headers: dict[str, str] | None = None) -> Response:
    """Return a refusal, in the form that programs for the path expect."""
    if path in (*libretranslate.READ_PATHS, *libretranslate.WRITE_PATHS):
        response = libretranslate.error_response(reason, status)
    else:
        response = PlainTextResponse(f"{reason}\n", status_code=status)
    response.headers.update(headers or {})
    return response
