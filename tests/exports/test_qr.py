"""The QR code: a drawing that a page can hold, with the right modules dark."""

import re

import segno
from lxml import etree

from exports.qr import qr

ADDRESS = "https://tavlen.example/m#0123456789ABCDEFGHJKMNPQRS"


def test_the_drawing_darkens_exactly_the_modules_of_the_code():
    drawing = etree.fromstring(qr(ADDRESS))
    dark = set()
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing[0].get("d")):
        dark |= {(int(row), int(column) + step) for step in range(int(length))}
    wanted = segno.make(ADDRESS, error="m", micro=False).matrix
    assert dark == {(y, x) for y, row in enumerate(wanted) for x, module in enumerate(row) if module}
    assert drawing.get("viewBox") == f"0 0 {len(wanted)} {len(wanted)}"


def test_the_drawing_can_stand_inside_a_page_with_a_strict_policy():
    drawing = qr(ADDRESS)
    assert drawing.startswith("<svg ")
    assert [word for word in ("<?xml", "style", "<script", "width=", "class=") if word in drawing] == []
    assert 'fill="currentColor"' in drawing


def test_an_address_is_drawn_and_never_written():
    assert "</path>" not in qr('"></path><script>alert(1)</script>')
    assert "script" not in qr('"></path><script>alert(1)</script>')
    assert qr(ADDRESS) == qr(ADDRESS)
