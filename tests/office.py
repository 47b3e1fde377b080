"""LibreOffice, as somebody opens a file with it: what it makes of each cell."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

Cell = str | float | None

# Tokens of its CSV filter: delimiter ;, quotation mark ", UTF-8, from line 1, Dutch (1043), then
# whether quoted cells are texts, and whether unusual numbers are looked for. Formulas it works out
# wherever it meets them.
DUTCH = "CSV:59,34,76,1,,1043,true"
DUTCH_AND_CREDULOUS = "CSV:59,34,76,1,,1043,false,true"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@dataclass(frozen=True)
class Opened:
    """What was in a file, sheet by sheet and row by row; and every formula in it."""

    sheets: dict[str, list[list[Cell]]]
    formulas: list[str]


class Office:
    """LibreOffice without a window, with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder

    def opens(self, file: Path, as_: str | None = None) -> Opened:
        """Open a file; `as_` says how to read one that could be many things."""
        made = self._converts(file, "fods", as_)
        root = ET.parse(made).getroot()
        sheets = {
            sheet.attrib[f"{_TABLE}name"]: _rows(sheet) for sheet in root.iter(f"{_TABLE}table")
        }
        cells = root.iter(f"{_TABLE}table-cell")
        return Opened(sheets, [f for cell in cells if (f := cell.get(f"{_TABLE}formula"))])

    def as_csv(self, file: Path) -> str:
        """The first sheet as CSV with values as they are: comma, UTF-8, English numbers."""
        target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false"
        return self._converts(file, target, None).read_text("utf-8")

    def _converts(self, file: Path, target: str, as_: str | None) -> Path:
        out = self._folder / "converted"
        command = [
            self._program,
            f"-env:UserInstallation=file://{self._folder / 'profile'}",
            "--headless",
            *([f"--infilter={as_}"] if as_ else []),
            *("--convert-to", target, "--outdir", str(out), str(file)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        made = out / f"{file.stem}.{target.partition(':')[0]}"
        assert made.exists(), done.stderr
        return made


def office_in(folder: Path) -> Office:
    """LibreOffice; skips where there is none, but fails in CI, which has to have it."""
    program = shutil.which("soffice")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs LibreOffice: make office")
    return Office(program, folder)


def _rows(sheet: ET.Element) -> list[list[Cell]]:
    rows = [list(_cells(row)) for row in sheet.iter(f"{_TABLE}table-row")]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows


def _cells(row: ET.Element) -> Iterator[Cell]:
    """The cells of a row; an endless run of empty ones at its end is left out."""
    for cell in row.iter(f"{_TABLE}table-cell"):
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _value(cell)
        if value is not None or times < 1000:
            yield from [value] * times


def _value(cell: ET.Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "string":
        return "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))
    if kind == "float":
        return float(cell.attrib[f"{_OFFICE}value"])
    return None if kind is None else f"{kind} {cell.findtext(f'{_TEXT}p')}"


def _text(element: ET.Element) -> str:
    found = element.text or ""
    for inner in element:
        if inner.tag == f"{_TEXT}s":
            found += " " * int(inner.get(f"{_TEXT}c", "1"))
        elif inner.tag == f"{_TEXT}tab":
            found += "\t"
        else:
            found += _text(inner)
        found += inner.tail or ""
    return found
