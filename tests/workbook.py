"""Reads a workbook by what is in the file: zip and XML, with no library for workbooks."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass

Cell = str | float | None
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows, each as long as the longest; `xml` is all that is in it."""

    name: str
    rows: list[list[Cell]]
    xml: str

    @property
    def filtered(self) -> str | None:
        """The range that can be filtered, as in "A1:C9"."""
        found = re.search(r'<autoFilter ref="([^"]+)"', self.xml)
        return found and found[1]

    @property
    def frozen(self) -> bool:
        """Whether the first row stays in sight."""
        return bool(re.search(r'<pane ySplit="1" topLeftCell="A2"[^>]* state="frozen"', self.xml))


def sheets_of(data: bytes) -> list[Sheet]:
    """All sheets of a workbook, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        book = ET.fromstring(file.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        texts = [
            file.read(f"xl/worksheets/sheet{number}.xml").decode()
            for number in range(1, len(names) + 1)
        ]
    return [
        Sheet(name, _rows(ET.fromstring(text)), text)
        for name, text in zip(names, texts, strict=True)
    ]


def formulas_of(data: bytes) -> list[str]:
    """Everything in a workbook that is worked out or fetched: formulas, links, names, macros."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        found = [name for name in file.namelist() if re.search(r"extern|vba|calc|connect", name)]
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                tags = [element.tag for element in ET.fromstring(file.read(name)).iter()]
                kinds = ("f", "hyperlink", "ddeLink", "oleLink")
                found += [f"{name}: {tag}" for tag in tags if tag.rpartition("}")[2] in kinds]
    return found


def _rows(sheet: ET.Element) -> list[list[Cell]]:
    rows = [
        {_column(cell.attrib["r"]): _value(cell) for cell in row}
        for row in sheet.iter(f"{_MAIN}row")
    ]
    width = max((column + 1 for row in rows for column in row), default=0)
    return [[row.get(column) for column in range(width)] for row in rows]


def _column(reference: str) -> int:
    """The place of a cell in its row: 0 for A1, 27 for AB9."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ET.Element) -> Cell:
    kind = cell.attrib.get("t", "n")
    if kind == "n":
        number = cell.find(f"{_MAIN}v")
        return None if number is None else float(number.text or "")
    assert kind == "inlineStr", kind
    text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    # So does the format write what XML cannot hold, and what would look like that.
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
