"""LibreTranslate's HTTP interface, so that programs written for it work unchanged.

It follows LibreTranslate 1.9 (its `app.py` and the OpenAPI description in it) in paths, parameters, answers,
and errors as `{"error": …}` with the same status codes. The only target language is English.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request as HttpRequest
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from passerelle.article.formats import EXTENSIONS, PAGE_EXTENSIONS
from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.article.webpage import decode_page
from passerelle.characters import encodable
from passerelle.errors import ModelError, PasserelleError, ResourceError
from passerelle.languages import TARGET
from passerelle.page.files import prune
from passerelle.page.markup import text_of
from passerelle.page.texts import MAX_CHARACTERS, MAX_TEXTS, Texts
from passerelle.page.work import BusyError, Workers

# Paths that it serves, for the guard.
FILE, DOWNLOAD = "/translate_file", "/download_file/"
READ_PATHS, WRITE_PATHS = ("/languages", "/health", "/frontend/settings"), ("/translate", "/detect", FILE)
MAX_ALTERNATIVES = 5
_MAX_FIELDS = 20
# Key in the scope of a request that needs an API key: a function that checks one.
IS_KEY = "passerelle.is_key"
# Key in the scope of a request whose sender must prove that it is a user, with a key or a password.
ASKS_KEY = "passerelle.asks_key"
_AUTO = "auto"


@dataclass
class _ApiError(Exception):
    """Raised for an invalid request, with the HTTP status to send."""

    reason: str
    status: int = 400


class LibreTranslate:
    """The routes of the interface.

    Args:
        texts: translates texts.
        workers: run the work.
        folder: returns the folder for translated files.
    """

    def __init__(self, texts: Texts, workers: Workers, folder: Callable[[], Path]) -> None:
        self._texts = texts
        self._workers = workers
        self._folder = folder

    def routes(self) -> list[Route]:
        """Return the routes, for a Starlette application."""
        rows: list[tuple[str, str, Callable[[HttpRequest], Awaitable[Response]]]] = [
            ("/translate", "POST", self._translate),
            ("/detect", "POST", self._detect),
            (FILE, "POST", self._translate_file),
            ("/languages", "GET", self._languages),
            ("/health", "GET", self._health),
            ("/frontend/settings", "GET", self._settings),
            (DOWNLOAD + "{name}", "GET", self._download),
        ]
        return [
            Route(path, partial(_answered, endpoint), methods=[method]) for path, method, endpoint in rows
        ]

    async def _translate(self, request: HttpRequest) -> Response:
        values, is_json = await _values(request)
        given = values.get("q")
        several: list[Any] = given if isinstance(given, list) else [given]
        texts = [encodable(text) for text in several if isinstance(text, str)]
        if not given or len(texts) < len(several):
            raise _missing("q")
        if not is_json:
            texts = ["\n".join(text.splitlines()) for text in texts]
        source = self._source(values)
        wanted = _count(values.get("alternatives") or 0)
        form = values.get("format") or "text"
        if form not in ("text", "html"):
            raise _ApiError(f"{str(form)[:40]} format is not supported")
        _check_size(texts)
        work = partial(self._translated, texts, source, form, wanted)
        answers, detected, others = await self._workers.run(work)
        batch = isinstance(given, list)
        content: dict[str, Any] = {"translatedText": answers if batch else answers[0]}
        if source is None:
            content["detectedLanguage"] = detected if batch else detected[0]
        if wanted:
            content["alternatives"] = others if batch else others[0]
        return JSONResponse(content)

    def _translated(
        self, texts: list[str], source: str | None, form: str, wanted: int
    ) -> tuple[list[str], list[dict[str, Any]], list[list[str]]]:
        """Return the English, the languages and the alternatives of texts."""
        read = text_of if form == "html" else str
        found = [self._texts.detect(read(text)) for text in texts] if source is None else []
        detected = [_detection(one.language, one.probability) for one in found]
        known = self._texts.languages()
        for one in found:
            if one.language not in known:
                raise _ApiError(f"{one.language} is not supported")
        # The model translates texts of one language together.
        codes = [source] * len(texts) if source else [one.language for one in found]
        answers, others = [""] * len(texts), [list[str]() for _ in texts]
        for code in dict.fromkeys(codes):
            places = [i for i, other in enumerate(codes) if other == code]
            if form == "html":
                for i in places:
                    answers[i] = self._texts.translate_markup(texts[i], code)
                continue
            for i, translation in zip(
                places, self._texts.translate([texts[i] for i in places], code), strict=True
            ):
                answers[i] = translation.text
                others[i] = self._texts.alternatives(translation, wanted) if wanted else []
        return answers, detected, others

    async def _detect(self, request: HttpRequest) -> Response:
        values, _ = await _values(request)
        text = values.get("q")
        if not text or not isinstance(text, str):
            raise _missing("q")
        _check_size([text])
        found = await self._workers.run(partial(self._texts.detect, encodable(text)))
        return JSONResponse([_detection(found.language, found.probability)])

    async def _translate_file(self, request: HttpRequest) -> Response:
        values, _ = await _values(request)
        file = values.get("file")
        if not isinstance(file, UploadFile):
            raise _missing("file")
        source = self._source(values)
        if not file.filename:
            raise _ApiError("Invalid request: empty file")
        name = Path(file.filename.replace("\\", "/")).name[-100:]
        if Path(name).suffix.lower() not in EXTENSIONS:
            raise _ApiError("Invalid request: file format not supported")
        content = await file.read(MAX_FILE_BYTES + 1)
        made = await self._workers.run(partial(self._translated_file, content, name, source))
        # The name is secret, since whoever knows it can read the file.
        path = f"{DOWNLOAD.lstrip('/')}{made.parent.name}{made.suffix}"
        return JSONResponse({"translatedFileUrl": f"{request.base_url!s}{path}"})

    def _translated_file(self, content: bytes, name: str, source: str | None) -> Path:
        suffix = Path(name).suffix.lower()
        short = len(content) <= 4 * MAX_CHARACTERS  # decoding a larger one could take seconds
        page = decode_page(content) if suffix in PAGE_EXTENSIONS and short else None
        if page and len(page[0]) <= MAX_CHARACTERS:
            english = self._texts.translate_markup(page[0], source)
        else:
            english, suffix = self._texts.translate_file(content, name, source), ".txt"
        folder = self._folder()
        path = folder / secrets.token_urlsafe(24) / f"file{suffix}"
        path.parent.mkdir(parents=True)
        path.write_text(english, encoding="utf-8", errors="replace")
        prune(folder)
        return path

    async def _download(self, request: HttpRequest) -> Response:
        secret, _, suffix = request.path_params["name"].partition(".")
        path = self._folder() / secret / f"file.{suffix}"
        if (
            not secret.replace("-", "").replace("_", "").isalnum()
            or not suffix.isalnum()
            or not path.is_file()
        ):
            raise _ApiError("Invalid filename")
        return FileResponse(path, filename=f"translated.{suffix}", media_type="application/octet-stream")

    async def _languages(self, request: HttpRequest) -> Response:
        return JSONResponse(
            [
                {"code": code, "name": name, "targets": [TARGET]}
                for code, name in self._texts.languages().items()
            ]
        )

    async def _health(self, request: HttpRequest) -> Response:
        return JSONResponse({"status": "ok"})

    async def _settings(self, request: HttpRequest) -> Response:
        """Return the settings that LibreTranslate's own page and some programs request first."""
        names = self._texts.languages()
        first = next(iter(self._texts.sources), TARGET)
        asks = ASKS_KEY in request.scope
        return JSONResponse(
            {
                "charLimit": MAX_CHARACTERS,
                "apiKeys": asks,
                "keyRequired": asks,
                "suggestions": False,
                "filesTranslation": True,
                "supportedFilesFormat": list(EXTENSIONS),
                "language": {
                    "source": {"code": first, "name": names[first]},
                    "target": {"code": TARGET, "name": names[TARGET]},
                },
            }
        )

    def _source(self, values: Mapping[str, Any]) -> str | None:
        """Return the language to translate from; None if it is to be detected."""
        source, target = values.get("source"), values.get("target")
        for name, value in (("source", source), ("target", target)):
            if not value or not isinstance(value, str):
                raise _missing(name)
        if source != _AUTO and source not in self._texts.languages():
            raise _ApiError(f"{str(source)[:40]} is not supported")
        if target != TARGET:
            raise _ApiError(f"{str(target)[:40]} is not supported")
        return None if source == _AUTO else source


async def _answered(endpoint: Callable[[HttpRequest], Awaitable[Response]], request: HttpRequest) -> Response:
    """Answer a request, and turn errors into one sentence."""
    try:
        return await endpoint(request)
    except _ApiError as error:
        return error_response(error.reason, error.status)
    except BusyError as error:
        return error_response(str(error), 503)
    except (ModelError, ResourceError) as error:
        return error_response(f"Cannot translate text: {error}", 500)
    except PasserelleError as error:
        return error_response(str(error), 400)
    except OSError as error:  # the disk is full
        return error_response(f"Cannot write the translated file: {error.strerror}", 500)


def error_response(reason: str, status: int) -> Response:
    """Return an error in LibreTranslate's format."""
    return JSONResponse({"error": reason}, status_code=status)


async def _values(request: HttpRequest) -> tuple[Mapping[str, Any], bool]:
    """Return the parameters of a request, including those in its URL, and whether they came as JSON.

    Raises:
        _ApiError: they are malformed, or a key is needed and is wrong.
    """
    values, is_json = await _parameters(request)
    if is_key := request.scope.get(IS_KEY):
        key = values.get("api_key")
        if not key:
            raise _ApiError("Please contact the server operator to get an API key")
        if not isinstance(key, str) or not is_key(key):
            raise _ApiError("Invalid API key", 403)
    return values, is_json


async def _parameters(request: HttpRequest) -> tuple[Mapping[str, Any], bool]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            content = await request.json()
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise _ApiError("Invalid JSON format")
        return content, True
    form: Mapping[str, Any]
    try:
        if kind == "application/x-www-form-urlencoded":
            form = _pairs(await request.body())
        else:
            form = await request.form(max_files=1, max_fields=_MAX_FIELDS, max_part_size=4 * MAX_CHARACTERS)
    except Exception:  # Starlette and its parsers raise errors of several kinds
        form = {}
    return {**_pairs(request.scope["query_string"]), **form}, False


def _pairs(encoded: bytes) -> dict[str, str]:
    """Return the parameters of a form or of a URL.

    Programs send letters beyond ASCII percent-encoded or, as `curl -d "q=déjà"` does, as plain UTF-8, which
    Starlette reads as Latin-1.
    """
    try:
        text = encoded.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:  # too many
        return {}


def _count(given: object) -> int:
    try:
        count = max(0, int(given))  # type: ignore[call-overload]
    except (ValueError, TypeError, OverflowError):
        raise _ApiError("Invalid request: alternatives parameter is not a number") from None
    if count > MAX_ALTERNATIVES:
        raise _ApiError(f"Invalid request: alternatives parameter must be <= {MAX_ALTERNATIVES}")
    return int(count)


def _check_size(texts: list[str]) -> None:
    if len(texts) > MAX_TEXTS:
        raise _ApiError(f"Invalid request: request ({len(texts)}) exceeds text limit ({MAX_TEXTS})")
    if (length := sum(map(len, texts))) > MAX_CHARACTERS:
        raise _ApiError(f"Invalid request: request ({length}) exceeds text limit ({MAX_CHARACTERS})")


def _missing(name: str) -> _ApiError:
    return _ApiError(f"Invalid request: missing {name} parameter")


def _detection(language: str, probability: float) -> dict[str, Any]:
    return {"confidence": round(100 * probability, 1), "language": language}
