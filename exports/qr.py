"""An address as a QR code to put into a page."""

from itertools import groupby

import segno


def qr(address: str) -> str:
    """Give the address as SVG for use inside a page: it fills its box, takes the text's colour, and has no style.

    The page gives it a white border of four modules, and words for those who cannot see it.
    """
    rows = list(segno.make(address, error="m", micro=False).matrix)
    dark = "".join(_dark(number, row) for number, row in enumerate(rows))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" '
        f'aria-hidden="true" focusable="false"><path fill="currentColor" d="{dark}"/></svg>'
    )


def _dark(number: int, row: bytearray) -> str:
    """Give the row's dark stretches as rectangles of one module's height."""
    drawn, at = "", 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        drawn += f"M{at} {number}h{length}v1h-{length}z" if dark else ""
        at += length
    return drawn
