"""Undo HTTP content codings as a body streams in, and stop a bomb before it goes off.

Used by `bot.adapters.http` alone. Guarantee: whatever was compressed, and however often, no stage ever
puts out more than `max_bytes`, and never more than 64 KiB at a time.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

ACCEPT_ENCODING = "gzip, deflate, br"
_PIECE = 64 * 1024
_MAX_CODINGS = 3  # no server means more; each one multiplies the work a body can ask for


class DecodingError(Exception):
    """The body is not what its Content-Encoding says, or ends too early; the text says which."""


class UnknownCoding(Exception):
    """The body is in a content coding that was not asked for."""


class TooLarge(Exception):
    """The body, compressed or not, is larger than allowed."""


class _Stage(Protocol):
    @property
    def complete(self) -> bool: ...

    def pieces(self, data: bytes) -> Iterator[bytes]: ...


class BodyDecoder:
    """Takes a body chunk by chunk as received and gives it back decoded."""

    def __init__(self, content_encoding: str, max_bytes: int) -> None:
        """Prepare for the codings of a Content-Encoding header (RFC 9110 §8.4); raises UnknownCoding."""
        names = [name.strip().lower() for name in content_encoding.split(",")]
        codings = [name for name in names if name not in ("", "identity")]
        if len(codings) > _MAX_CODINGS:
            raise UnknownCoding(content_encoding)
        self._stages = [_stage(name) for name in reversed(codings)]
        self._max_bytes = max_bytes
        self._sizes = [0] * (len(self._stages) + 1)
        self._decoded: list[bytes] = []

    def expect(self, size: int) -> None:
        """Learn the announced size before the first chunk; raises TooLarge."""
        if size > self._max_bytes:
            raise TooLarge

    def feed(self, chunk: bytes) -> None:
        """Decode the next chunk; raises TooLarge or DecodingError."""
        try:
            self._decoded.extend(self._through(0, chunk))
        except (zlib.error, brotli.error) as error:
            raise DecodingError("is not compressed the way its header says") from error

    def finish(self) -> bytes:
        """Return the whole body; raises DecodingError where its end is missing."""
        started = self._sizes[0] > 0
        if started and not all(stage.complete for stage in self._stages):
            raise DecodingError("ends in the middle of its compressed data")
        return b"".join(self._decoded)

    def _through(self, depth: int, data: bytes) -> Iterator[bytes]:
        self._sizes[depth] += len(data)
        if self._sizes[depth] > self._max_bytes:
            raise TooLarge
        if depth == len(self._stages):
            yield data
            return
        for piece in self._stages[depth].pieces(data):
            yield from self._through(depth + 1, piece)


def _stage(name: str) -> _Stage:
    match name:
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case _:
            raise UnknownCoding(name)


def _inflate(inflater: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Yield what `data` inflates to, a bounded piece at a time; the rest is in `inflater.unused_data`."""
    while True:
        piece = inflater.decompress(data, _PIECE)
        data = inflater.unconsumed_tail
        if piece:
            yield piece
        # A full piece may leave output inside zlib with no input left to ask for it.
        if inflater.eof or (not data and len(piece) < _PIECE):
            return


class _Gzip:
    """RFC 1952: members one after another; padding after the last one is ignored."""

    def __init__(self) -> None:
        self._inflater = _gzip_inflater()

    @property
    def complete(self) -> bool:
        return self._inflater.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflater.eof:
                if data[:1] != b"\x1f":
                    return
                self._inflater = _gzip_inflater()
            yield from _inflate(self._inflater, data)
            data = self._inflater.unused_data


def _gzip_inflater() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)


class _Deflate:
    """RFC 9110 §8.4.1.2: zlib's format; some servers send bare deflate data, told apart by its first byte."""

    def __init__(self) -> None:
        self._inflater: zlib._Decompress | None = None

    @property
    def complete(self) -> bool:
        return self._inflater is not None and self._inflater.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if not data:
            return
        if self._inflater is None:
            wrapped = data[0] & 0x0F == zlib.DEFLATED
            self._inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        if not self._inflater.eof:
            yield from _inflate(self._inflater, data)


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._decompressor.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._decompressor.is_finished():
            piece = self._decompressor.process(data, output_buffer_limit=_PIECE)
            data = b""
            yield piece
            # Only an empty piece says that nothing is left inside: the limit may hold output back.
            if not piece and self._decompressor.can_accept_more_data():
                return
