"""The child process that parses files: `python -m passerelle.article.parser`, started by `sandbox`.

For each file it reads a frame from standard input, a JSON header and the file's content, and writes two to
standard output: one when the file's libraries are imported, which starts the clock, and one with the result.
For a text, such as the source of a page that was pasted, the header has no extension.
"""

import gc
import json
import os
import struct
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
# Processor seconds per file, after which the system kills the child.
MAX_PROCESSOR_SECONDS = 10
# Number of new objects before garbage is collected. A page leaves hardly any unused cycles, and with the
# usual 700, the search for them took a tenth of the time.
_COLLECTED_OBJECTS = 100_000


def write_frame(stream: IO[bytes], header: dict[str, Any], data: bytes = b"") -> None:
    """Write a header and data to a pipe.

    Raises:
        OSError: the process at the other end has ended.
    """
    encoded = json.dumps(header).encode("ascii")
    for part in (encoded, data):
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read a header and data from a pipe; None at its end.

    Raises:
        OSError: the pipe cannot be read.
        ValueError: the header is not JSON.
    """
    parts: list[bytes] = []
    for _ in range(2):
        length = stream.read(_LENGTH.size)
        if len(length) < _LENGTH.size:
            return None
        part = stream.read(_LENGTH.unpack(length)[0])
        if len(part) < _LENGTH.unpack(length)[0]:
            return None
        parts.append(part)
    return json.loads(parts[0]), parts[1]


def main() -> None:
    """Parse one file after the other until standard input ends."""
    # Output printed by a library must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    from passerelle.article import formats

    gc.set_threshold(_COLLECTED_OBJECTS)
    frozen = False
    while frame := read_frame(sys.stdin.buffer):
        header, data = frame
        _limit_processor_time()
        formats.prepare(data, header["extension"] or "")
        if not frozen:  # `gc.get_freeze_count` takes 4 ms
            gc.freeze()
            frozen = True
        write_frame(answers, {"state": "ready"})
        write_frame(answers, _parsed(data, header["extension"], header["label"]))


def _parsed(data: bytes, extension: str | None, label: str) -> dict[str, Any]:
    from passerelle.article import formats
    from passerelle.article.blocks import classified
    from passerelle.errors import ArticleError

    try:
        if extension is None:
            content = classified(formats.parse_text(data.decode(), label=label))
        else:
            content = classified(formats.parse(data, extension, label))
    except ArticleError as error:
        return {"state": "refused", "message": str(error)}
    # Several times faster than `asdict` on the whole object.
    blocks = [(each.kind, each.start, each.end) for each in content.blocks]
    return {
        "state": "parsed",
        "text": content.text,
        "blocks": blocks,
        "source_url": content.source_url,
        "encoding": content.encoding,
        "notices": content.notices,
        "about": asdict(content.about),
    }


def _limit_processor_time() -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system has these limits
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(spent.ru_utime + spent.ru_stime) + MAX_PROCESSOR_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()
