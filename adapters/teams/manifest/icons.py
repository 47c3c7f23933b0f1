"""The two icons of the package, drawn here: two rising bars side by side, as two feet in step."""

import struct
import zlib
from collections.abc import Callable

SIZE_COLOUR = 192
SIZE_OUTLINE = 32
Pixel = tuple[int, int, int, int]
CLEAR: Pixel = (0, 0, 0, 0)
WHITE: Pixel = (255, 255, 255, 255)
NAVY: Pixel = (31, 58, 95, 255)

# Centre across, top and bottom, half width, in parts of the icon's side: the left foot behind, the right one ahead.
FEET = ((0.36, 0.40, 0.78, 0.105), (0.64, 0.22, 0.60, 0.105))
FINENESS = 4  # samples along each side of a pixel, to smooth the edges


def colour_icon() -> bytes:
    """192 × 192 PNG: the mark in white on the brand's blue, to the edges as Teams rounds it itself."""
    return _png(SIZE_COLOUR, lambda x, y: _mix(WHITE, NAVY, _cover(x, y, SIZE_COLOUR)))


def outline_icon() -> bytes:
    """32 × 32 PNG: the mark in white on nothing, as Teams wants for its side bar."""
    return _png(SIZE_OUTLINE, lambda x, y: (255, 255, 255, round(255 * _cover(x, y, SIZE_OUTLINE))))


def _cover(x: int, y: int, side: int) -> float:
    """How much of a pixel the mark covers, 0 to 1."""
    steps = [(one + 0.5) / FINENESS for one in range(FINENESS)]
    return sum(_inside((x + right) / side, (y + down) / side) for right in steps for down in steps) / FINENESS**2


def _inside(x: float, y: float) -> bool:
    """Whether a point lies in one of the two bars with round ends."""
    for middle, top, bottom, half in FEET:
        nearest = min(max(y, top + half), bottom - half)
        if (x - middle) ** 2 + (y - nearest) ** 2 <= half**2:
            return True
    return False


def _mix(above: Pixel, below: Pixel, share: float) -> Pixel:
    mixed = [round(one * share + other * (1 - share)) for one, other in zip(above, below, strict=True)]
    return (mixed[0], mixed[1], mixed[2], mixed[3])


def _png(side: int, pixel: Callable[[int, int], Pixel]) -> bytes:
    """A PNG with alpha (www.w3.org/TR/png): signature, header, rows without filter, end."""
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
