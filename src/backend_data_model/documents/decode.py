"""Bytes of a file to text: only UTF-8 is read, everything else is refused with what to do about it."""

from __future__ import annotations

from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position

_OTHER_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode_document(data: bytes, source: str | None = None) -> str:
    """The text of a UTF-8 file (with or without a byte order mark); line ends become newlines.

    Raises InputError for UTF-16 and UTF-32, for binary data (NUL bytes) and for bytes that are not UTF-8, naming
    the line and column of the first such byte.
    """
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise InputError(
                f"the file is {encoding}, not UTF-8",
                position=Position(1, 1, source),
                help=f"save it as UTF-8, for example: iconv -f {encoding} -t UTF-8 FILE",
            )
    if (zero := data.find(b"\0")) >= 0:
        raise InputError(
            "the file is binary, or text in another encoding than UTF-8 (it holds a NUL byte)",
            position=_position(data, zero, source),
            help="give a text file in UTF-8",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the file is not UTF-8 (byte 0x{data[error.start]:02x})",
            position=_position(data, error.start, source),
            help="save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _position(data: bytes, offset: int, source: str | None) -> Position:
    line_start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[line_start:offset].decode("utf-8", errors="replace")) + 1
    return Position(data.count(b"\n", 0, offset) + 1, column, source)
