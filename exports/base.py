"""Make `base.docx`, the empty document that every Word file begins as: `python -m exports.base`.

A4, Arial 12 points, left aligned, Danish. Real heading, list, quote and table styles; nothing that is not used.
"""

import zipfile
from io import BytesIO
from pathlib import Path

from exports.base_parts import PARTS

BASE = Path(__file__).with_name("base.docx")
THE_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def pack(parts: dict[str, bytes], *, squeeze: bool) -> bytes:
    """Give a package with its parts in this order and no trace of when or where it was made."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, THE_FIRST_DAY)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
            package.writestr(entry, content)
    return made.getvalue()


def make_base() -> bytes:
    """Give the empty document. It is stored, not squeezed: the same bytes with every version of zlib."""
    return pack({name: xml.encode() for name, xml in PARTS.items()}, squeeze=False)


if __name__ == "__main__":
    BASE.write_bytes(make_base())
