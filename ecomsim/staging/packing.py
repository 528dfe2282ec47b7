"""What wraps a file's text: its compression and its encoding.

Everything behind this module sees UTF-8 without a byte order mark. Source: Snowflake documentation, "CREATE FILE
FORMAT", COMPRESSION, ENCODING, REPLACE_INVALID_CHARACTERS.
"""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

import pyarrow as pa

from ecomsim import errors
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile

_CODECS = {"GZIP": "gzip", "BZ2": "bz2", "BROTLI": "brotli", "ZSTD": "zstd", "LZ4": "lz4"}
_BY_SUFFIX = {".gz": "gzip", ".bz2": "bz2", ".br": "brotli", ".zst": "zstd", ".lz4": "lz4"}
_BY_START = {
    b"\x1f\x8b": "gzip",
    **{b"BZh%d1AY&SY" % size: "bz2" for size in range(1, 10)},
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
}
_LONGEST = max(map(len, _BY_START))
_ENCODINGS = {
    "UTF8": "utf-8",
    "UTF-8": "utf-8",
    "ISO88591": "latin-1",
    "ISO-8859-1": "latin-1",
    "WINDOWS1252": "cp1252",
}
_MARK = b"\xef\xbb\xbf"


def _codec(file: StagedFile, form: Format) -> str | None:
    """The compression that COMPRESSION says; AUTO goes by the file's name, else by its first bytes."""
    wanted = str(form["COMPRESSION"])
    if wanted == "AUTO":
        return _BY_SUFFIX.get(file.path.suffix.lower()) or _begun(file)
    if wanted == "NONE":
        return None
    if wanted not in _CODECS:
        raise errors.unsupported(f"COMPRESSION = {wanted}")
    return _CODECS[wanted]


def _begun(file: StagedFile) -> str | None:
    """The compression a file begins as; Brotli has no beginning of its own, and no text in UTF-8 has one of these."""
    with open(file.path, "rb") as source:
        head = source.read(_LONGEST)
    return next((codec for start, codec in _BY_START.items() if head.startswith(start)), None)


def _encoding(form: Format) -> str:
    wanted = str(form.options.get("ENCODING", "UTF8")).upper()
    return _ENCODINGS.get(wanted, wanted.lower())


def _replaces(form: Format) -> bool:
    """Whether bytes that are no text become the replacement character."""
    return bool(form["REPLACE_INVALID_CHARACTERS"] or form.options.get("IGNORE_UTF8_ERRORS"))


def is_plain(file: StagedFile, form: Format) -> bool:
    """Whether the file's bytes are its text."""
    return _codec(file, form) is None and _encoding(form) == "utf-8" and not _replaces(form)


@contextmanager
def opened(file: StagedFile, form: Format) -> Iterator[BinaryIO]:
    """The file's text, decompressed and as UTF-8, to read in chunks. Raises OSError or UnicodeError while reading."""
    codec, encoding = _codec(file, form), _encoding(form)
    with pa.OSFile(str(file.path)) as raw:
        stream: Any = raw if codec is None else pa.CompressedInputStream(raw, codec)
        if encoding != "utf-8" or _replaces(form):
            stream = codecs.EncodedFile(stream, "utf-8", encoding, "replace" if _replaces(form) else "strict")
        yield cast(BinaryIO, stream)


@contextmanager
def plain(file: StagedFile, form: Format) -> Iterator[Path | None]:
    """The file's text as a file, itself or a copy for the length of a block; None when it is damaged or no text."""
    if is_plain(file, form):
        yield file.path
        return
    with TemporaryDirectory(prefix="ecomsim_text_") as folder:
        path: Path | None = Path(folder) / "text"
        try:
            with opened(file, form) as source, open(Path(folder) / "text", "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        except (OSError, UnicodeError, LookupError):
            path = None
        yield path


def text(file: StagedFile, form: Format) -> bytes:
    """The whole file as UTF-8. Raises 100016 for a damaged file, 100144 for bytes that are no text."""
    codec, wanted = _codec(file, form), str(form.options.get("ENCODING", "UTF8")).upper()
    try:
        with pa.OSFile(str(file.path)) as raw:
            found = raw.read() if codec is None else pa.CompressedInputStream(raw, codec).read()
    except OSError as cause:
        raise errors.fail(
            100016, "22000", f"Error reading file '{file.name}': it is not {codec or 'readable'}."
        ) from cause
    encoding = _encoding(form)
    if encoding != "utf-8":
        try:
            found = found.decode(encoding, "replace" if _replaces(form) else "strict").encode()
        except (LookupError, UnicodeDecodeError) as cause:
            raise errors.fail(
                100144, "22000", f"Invalid {wanted} detected while reading file '{file.name}'."
            ) from cause
    if form.options.get("SKIP_BYTE_ORDER_MARK", True):
        found = found.removeprefix(_MARK)
    return _valid(found, file, form)


def _valid(found: bytes, file: StagedFile, form: Format) -> bytes:
    try:
        found.decode()
    except UnicodeDecodeError as cause:
        if _replaces(form):
            return found.decode("utf-8", "replace").encode()
        if form.options.get("VALIDATE_UTF8") is False:
            raise errors.unsupported(f"VALIDATE_UTF8 = FALSE for file '{file.name}', which is not UTF-8") from cause
        bad = found[cause.start : cause.start + 4]
        raise errors.fail(
            100144, "22000", f"Invalid UTF8 detected in string '{bad!r}' while reading file '{file.name}'."
        ) from cause
    return found
