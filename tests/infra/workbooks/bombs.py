"""Hostile workbooks, made here byte by byte: nothing of the kind is kept in the repository."""

import io
import struct
import zipfile

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="月报" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


ONE_CELL = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')


def parts(rows: str = ONE_CELL) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": rows,
    }


def packed(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def plain_with(name: str, content: str | bytes = b"x") -> bytes:
    return packed({**parts(), name: content})


def huge_member(name: str, megabytes: int) -> bytes:
    """A member of zeros-like text, streamed so that the test itself stays small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, content in parts().items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(b" " * 2**20)
    return out.getvalue()


def understated(content: bytes, name: str, declared: int) -> bytes:
    """The directory claims ``declared`` bytes for a member that unpacks to more."""
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(name.encode()))
    return content[: at + 24] + struct.pack("<I", declared) + content[at + 28 :]


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A minimal compound file whose streams are all longer than the mini cutoff."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def add(raw: bytes) -> int:
        first = len(sectors)
        pieces = [raw[i : i + 512].ljust(512, b"\0") for i in range(0, len(raw), 512)]
        for number, piece in enumerate(pieces):
            sectors.append(piece)
            fat.append(first + number + 1 if number + 1 < len(pieces) else 0xFFFFFFFE)
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, raw in streams.items():
        padded = raw.ljust(4096, b"\0")
        entries.append(_entry(name, 2, add(padded), len(padded)))
    entries += [_entry(name, 1, 0, 0) for name in storages]
    directory = add(b"".join(entries).ljust(512, b"\0"))
    fat_sector = len(sectors)
    fat.append(0xFFFFFFFD)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    header += bytes(10) + struct.pack("<IIII", 1, directory, 0, 4096)
    header += struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", fat_sector).ljust(436, b"\xff")
    return header + b"".join([*sectors, table])


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return (
        head
        + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
