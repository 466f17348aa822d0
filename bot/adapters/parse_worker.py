"""Stage parse, child side: read feeds and pages as `bot.core` does, answer, until input ends.

Started by `bot.adapters.parser_process` as ``python -m bot.adapters.parse_worker CPU_SECONDS MEMORY``;
the messages are described in `bot.adapters.parse_wire`. Guarantees: the kernel ends this
process (SIGPROF) when one document has taken its CPU seconds, even inside C code that never comes back to
Python; it cannot grow past its memory limit; it ends by itself when its parent is gone.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from bot.adapters.confinement import (
    leave_signals_to_the_parent,
    limit_cpu,
    limit_memory,
    take_over_output,
)
from bot.adapters.parse_wire import (
    ACKNOWLEDGED,
    EXIT_OUT_OF_MEMORY,
    LENGTH_BYTES,
    DocumentKind,
    ParseRequest,
    decode_request,
    encode_answer,
    frame,
)
from bot.core.errors import ParseError
from bot.core.model import Entry, MainPage, ParsedFeed
from bot.core.parse import parse_feed
from bot.core.rawcoding import decoded
from bot.core.rawentry import read_raw

# What to try with when started by hand: ProcessParser's own limits.
_LIMITS = ("5", str(2**30))


def main() -> None:
    """Answer requests from standard input on standard output."""
    cpu_seconds, memory = sys.argv[1:] or _LIMITS
    leave_signals_to_the_parent()
    limit_memory(int(memory))
    answers = take_over_output()
    while (request := _read_frame(sys.stdin.buffer)) is not None:
        body = _read_frame(sys.stdin.buffer)
        if body is None:
            return
        _write(answers, ACKNOWLEDGED)
        limit_cpu(float(cpu_seconds))
        payload = encode_answer(_answer(decode_request(request), body))
        limit_cpu(0)
        _write(answers, frame(payload))


def _answer(request: ParseRequest, body: bytes) -> ParsedFeed | MainPage | Entry | str:
    try:
        return _read(request, body)
    except ParseError as error:
        return error.message
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever a parser's libraries throw, this document was the cause
        failure = f"{type(error).__name__} in {_origin(error)}"
        return f"The parser failed on it ({failure}); the {request.kind} was not read."


def _read(request: ParseRequest, body: bytes) -> ParsedFeed | MainPage | Entry:
    if request.kind is DocumentKind.ENTRY:
        return replace(read_raw(decoded(body)), raw=None)  # who asks has it
    if request.kind is DocumentKind.FEED:
        return parse_feed(
            body, feed_id=request.feed_id, base_url=request.base_url, content_type=request.content_type
        )
    # Imported at the first page: its libraries cost as much of a start as all the rest, and many feeds
    # carry whole texts.
    from bot.core.mainpage import read_page

    return read_page(body, base_url=request.base_url, content_type=request.content_type)


def _origin(error: Exception) -> str:
    """Return file and line where an error began: ours or a library's, never the document's words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "the parser"


def _read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame's payload; None where the input ends before its last byte."""
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    size = int.from_bytes(length, "big")
    payload = stream.read(size)
    return payload if len(payload) == size else None


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)
    stream.flush()


if __name__ == "__main__":
    main()
