import io
from datetime import datetime

import pytest
from openpyxl import Workbook

from ideation.core.errors import InvalidInput
from ideation.diagnose.tables import detect_format, read_table


def lines(content, file_format="csv"):
    return [(line.number, line.cells) for line in read_table(content, file_format).lines]


def test_csv_of_a_thai_windows_is_read():
    table = read_table("ข้อความ,จังหวัด\nเน็ตล่ม,ตาก\n".encode("cp874"), "csv")
    assert table.header == ["ข้อความ", "จังหวัด"]
    assert table.lines[0].cells == ["เน็ตล่ม", "ตาก"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    content = f"text{delimiter}kind\nเน็ตล่ม{delimiter}issue\n".encode()
    assert lines(content) == [(2, ["เน็ตล่ม", "issue"])]


def test_line_numbers_count_as_in_the_file_over_quoted_line_breaks_and_empty_lines():
    content = 'text\n"หนึ่ง\nสอง"\n\nสาม\n'.encode()
    assert lines(content) == [(2, ["หนึ่ง\nสอง"]), (5, ["สาม"])]


def test_xlsx_is_read_with_numbers_and_dates_as_text():
    workbook = Workbook()
    workbook.active.append(["text", "reference", "date"])
    at = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  Excel knows no zones.
    workbook.active.append(["เน็ตล่ม", 17.0, at])
    out = io.BytesIO()
    workbook.save(out)
    assert detect_format("a.xlsx", out.getvalue()) == "xlsx"
    assert lines(out.getvalue(), "xlsx") == [(2, ["เน็ตล่ม", "17", "2026-11-01T09:30:00"])]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("report.pdf", b"%PDF-1.7"),
        ("nul.csv", b"text\n\x00\x00"),
    ],
)
def test_other_files_are_refused_with_a_sentence(name, content):
    with pytest.raises(InvalidInput) as refusal:
        detect_format(name, content)
    assert refusal.value.field == "file"


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n", b"PK\x03\x04broken"])
def test_a_table_without_a_heading_is_refused(content):
    with pytest.raises(InvalidInput):
        read_table(content, "xlsx" if content.startswith(b"PK") else "csv")
