"""Texts of the same wording are found, grouped and told from those on the same matter."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from ideation.cli.text import group
from ideation.text import NearDuplicates, copy_keys, wording_of, wording_score
from ideation.text.duplicates import COPY_THRESHOLD, LISTED_IN_FULL

CAMPAIGN = "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่"
SAME_WORDING = {
    "a letter swapped": "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าแลสะัตว์ป่า 13,000 ไร่",
    "a tone missing": "ขอคัดค้านโครงการก่อสรางเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่",
    "two slips": "ขอคัดค้านโครงกรก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายยผืนป่าและสัตว์ป่า 13,000 ไร่",
    "particles": "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ค่ะ เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่นะคะ",
    "a particle inside": "ขอคัดค้านโครงการก่อสร้างคะเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่",
    "no spaces": "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์เพราะจะทำลายผืนป่าและสัตว์ป่า13,000ไร่",
    "a space before a mark": "ขอคัดค้านโครงการก่อสร ้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่",
    "Thai digits": "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า ๑๓,๐๐๐ ไร่",
    "other digits": "ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ เพราะจะทำลายผืนป่าและสัตว์ป่า 12,500 ไร่",
    "clauses moved": "เพราะจะทำลายผืนป่าและสัตว์ป่า 13,000 ไร่ ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์",
    "clauses moved and a slip": (
        "เพราะจะทำลายผืนป่าและสัตวป่า 13,000 ไร่ ขอคัดค้านโครงการก่อสร้างเขื่อนแม่วงก์ครับ"
    ),
}
OTHER_WORDING = [
    ("สอบถามยอดค่าใช้บริการเดือนนี้", "สอบถามยอดค้างชำระเดือนนี้"),
    ("จ.เชียงใหม่เตรียมรับมือน้ำท่วมใหญ่ปลายปีนี้", "จ.เชียงรายเตรียมรับมือน้ำท่วมใหญ่ปลายปีนี้"),
    ("น้ำท่วมตลาดเมืองตรังเดือดร้อนมาก", "น้ำท่วมตลาดเมืองตราดเดือดร้อนมาก"),
    ("เห็นด้วยกับการเก็บภาษีที่ดินของรัฐบาลชุดนี้", "ไม่เห็นด้วยกับการเก็บภาษีที่ดินของรัฐบาลชุดนี้"),
    ("อยากให้เปิดสวนสาธารณะหน้าเทศบาลทุกวัน", "อยากให้ปิดสวนสาธารณะหน้าเทศบาลทุกวัน"),
    ("ขอให้เพิ่มรถเมล์สาย 8 ในช่วงเช้า", "ขอให้ลดค่าโดยสารรถเมล์สาย 8 ในช่วงเช้า"),
    ("ขอ 500", "ขอ 900"),
    ("ดีมาก", "ดีมั้ย"),
]


def linked(*texts: str) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in NearDuplicates().fit(texts).pairs_.tolist()]


@pytest.mark.parametrize("copy", SAME_WORDING.values(), ids=SAME_WORDING)
def test_the_same_wording_is_found(copy: str) -> None:
    assert linked("ถนนหน้าบ้านเป็นหลุม", CAMPAIGN, "ไฟดับ", copy) == [(1, 3)]


@pytest.mark.parametrize(("one", "other"), OTHER_WORDING)
def test_another_wording_on_the_same_matter_is_none(one: str, other: str) -> None:
    assert linked(one, other) == []


@pytest.mark.parametrize(("one", "other"), OTHER_WORDING)
def test_a_score_tells_other_wordings_from_the_same(one: str, other: str) -> None:
    assert wording_score(wording_of(one), wording_of(other)) < COPY_THRESHOLD


def test_equal_texts_score_one_and_slips_cost_something() -> None:
    found = NearDuplicates().fit([CAMPAIGN, CAMPAIGN + "ครับ", SAME_WORDING["two slips"]])
    scores = dict(zip(map(tuple, found.pairs_.tolist()), found.scores_.tolist(), strict=True))
    assert scores[0, 1] == 1
    assert COPY_THRESHOLD <= scores[0, 2] < 1


def test_a_stricter_threshold_lists_fewer() -> None:
    texts = [CAMPAIGN, SAME_WORDING["two slips"]]
    assert len(NearDuplicates(0.99).fit(texts).pairs_) == 0


@pytest.mark.parametrize("threshold", [0, -1, 1.5])
def test_a_threshold_that_cannot_be_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        NearDuplicates(threshold).fit([CAMPAIGN])


def test_a_group_is_named_by_its_first_text() -> None:
    texts = ["ถนนหน้าบ้านเป็นหลุม", CAMPAIGN, "ไฟดับ", *SAME_WORDING.values()]
    groups = NearDuplicates().fit(texts).groups_
    assert groups.tolist() == [0, 1, 2] + [1] * len(SAME_WORDING)


def test_shapes_and_types_hold_without_any_text() -> None:
    found = NearDuplicates().fit([])
    assert (found.pairs_.shape, found.pairs_.dtype) == ((0, 2), np.int64)
    assert (found.scores_.shape, found.scores_.dtype) == ((0,), np.float32)
    assert found.groups_.shape == (0,)


def test_texts_without_letters_are_like_no_other() -> None:
    assert NearDuplicates().fit(["", "", "!!!", "!!!", "  "]).groups_.tolist() == [0, 1, 2, 3, 4]


def test_every_pair_of_a_small_group_is_listed() -> None:
    assert len(linked(*[CAMPAIGN] * 20, *[SAME_WORDING["no spaces"]] * 20)) == 40 * 39 // 2


def test_a_large_group_lists_each_text_once() -> None:
    number = LISTED_IN_FULL * 40
    found = NearDuplicates().fit(["ไฟดับ", *[CAMPAIGN] * number])
    assert found.pairs_.tolist() == [[1, row] for row in range(2, number + 1)]
    assert set(found.groups_[1:]) == {1}


def test_thousands_of_slightly_different_copies_are_one_group() -> None:
    dice = random.Random(0)  # noqa: S311  # changes, not a secret
    texts = [CAMPAIGN]
    for _ in range(1_500):
        place = dice.randrange(10, len(CAMPAIGN) - 10)
        texts.append(CAMPAIGN[:place] + dice.choice("กขคงจ ") + CAMPAIGN[place + 1 :])
    found = NearDuplicates().fit(texts)
    assert set(found.groups_) == {0}
    assert len(found.pairs_) < 60 * len(texts)


def test_hostile_texts_are_taken() -> None:
    hostile = [
        "ก" * 1_000_000,
        "ab" * 500_000,
        "\x00\ud800",
        "่" * 50_000,
        " " * 1_000_000 + "x",
        "ครับ" * 50_000,
    ]
    assert len(NearDuplicates().fit(hostile * 2).groups_) == 12


@given(st.lists(st.text(alphabet="กขาเปิด่้ครับ 12", max_size=40), max_size=12))
def test_pairs_are_ordered_unique_and_within_their_groups(texts: list[str]) -> None:
    found = NearDuplicates().fit(texts)
    pairs = [tuple(pair) for pair in found.pairs_.tolist()]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    assert all(found.groups_[one] == found.groups_[other] for one, other in pairs)
    assert all(found.groups_[group] == group for group in found.groups_)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_score_does_not_depend_on_the_order(one: str, other: str) -> None:
    first, second = wording_of(one), wording_of(other)
    assert wording_score(first, second) == wording_score(second, first)
    assert 0 <= wording_score(first, second) <= 1


def test_the_number_of_processes_changes_nothing() -> None:
    dice = random.Random(1)  # noqa: S311  # texts, not a secret
    texts = ["".join(dice.choices("กขคงจชซดตถทนบปผพมยรลวสหอาิีุู", k=14)) for _ in range(10_000)]
    texts += [text[:-1] for text in texts] + texts[:100]
    alone, together = NearDuplicates().fit(texts), NearDuplicates(n_jobs=2).fit(texts)
    np.testing.assert_array_equal(alone.pairs_, together.pairs_)
    np.testing.assert_array_equal(alone.scores_, together.scores_)


def test_copies_share_a_key_and_keys_last() -> None:
    wordings = [wording_of(text) for text in [CAMPAIGN, *SAME_WORDING.values()]]
    keys = copy_keys(wordings)
    assert all(set(keys[0].tolist()) & set(row.tolist()) for row in keys)
    # Keys are stored: whoever changes how they are made has to make all of them anew.
    assert copy_keys([wording_of("ขอให้ซ่อมถนนหน้าโรงเรียน")])[0, :2].tolist() == [
        -32754735286415953,
        -5701289087416272552,
    ]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["duplicates", *arguments], catch_exceptions=False)


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_the_command_writes_pairs_of_rows(tmp_path: Path) -> None:
    table, out = tmp_path / "voices.csv", tmp_path / "pairs.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as lines:
        rows = [["1", CAMPAIGN], ["2", ""], ["3", "ไฟดับ"], ["4", SAME_WORDING["no spaces"]]]
        csv.writer(lines).writerows([["no", "text"], *rows, ["5"]])
    done = run(str(table), "--text-column", "text", "--out", str(out))
    assert done.exit_code == 0
    assert "5 rows, 2 of them without text: 1 pairs" in done.output
    assert written(out) == [{"row_a": "0", "row_b": "3", "score": "1.0000"}]


def test_the_command_reads_what_excel_writes_on_a_thai_windows(tmp_path: Path) -> None:
    table, out = tmp_path / "voices.csv", tmp_path / "pairs.csv"
    table.write_bytes(f"ข้อความ\r\n{CAMPAIGN[:30]}\r\n{CAMPAIGN[:30]}ครับ\r\n".encode("cp874"))
    assert run(str(table), "--text-column", "ข้อความ", "--out", str(out)).exit_code == 0
    assert len(written(out)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"title\nx\n", "has no column 'text'. It has: title."),
        (b"", "no columns at all"),
        (b'text\n"never closed\n', "cannot be read as CSV"),
        (b"text\n\xff\xfe\xdb\x98", "Save it as CSV in UTF-8"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, content: bytes, told: str
) -> None:
    table = tmp_path / "broken.csv"
    table.write_bytes(content)
    done = run(str(table), "--text-column", "text", "--out", str(tmp_path / "pairs.csv"))
    assert done.exit_code == 1
    assert told in done.output


def test_the_command_says_that_it_cannot_write(tmp_path: Path) -> None:
    table = tmp_path / "voices.csv"
    table.write_text("text\nไฟดับ\n", encoding="utf-8")
    done = run(str(table), "--text-column", "text", "--out", str(tmp_path / "none" / "pairs.csv"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output
