"""Full-text search over Thai: words inside unspaced text, and what may be found."""

import pytest

from ideation.core import clock
from ideation.diagnose.service import placing, theming
from ideation.diagnose.service.search import search_submissions, search_themes


@pytest.fixture
def said(make):
    """Make a submission that the worker has been at."""

    def say(round, text: str, **values):
        submission = make.submission(round, text, **values)
        theming.store([theming.Said(submission.id, round.id, text)], theming.prepare([text]))
        return submission

    return say


def found(query: str) -> list[int]:
    return [each.id for each in search_submissions(query, 1).items]


@pytest.mark.parametrize(
    "query", ["บัตรประชาชน", "ประชาชน", "ทำบัตร", "ออนไลน์", "PromptPay", "promptpay", "๒๕๖๙", "2569"]
)
def test_words_inside_unspaced_text_are_found(make, said, query: str) -> None:
    round = make.round()
    wanted = said(round, "อยากทำบัตรประชาชนออนไลน์จ่ายผ่านPromptPayได้ในปี๒๕๖๙")
    said(round, "ถนนหน้าบ้านเป็นหลุม")

    assert found(query) == [wanted.id]


def test_all_words_are_asked_for_and_the_best_comes_first(make, said) -> None:
    round = make.round()
    inside = said(round, "ข้าราชการต้องพบประชาชนทุกเดือน")
    compound = said(round, "บัตรประชาชนหมดอายุ")

    assert found("ประชาชน") == [inside.id, compound.id]
    assert found("ประชาชน หมดอายุ") == [compound.id]
    assert found("ประชาชน ทะเล") == []


def test_letters_are_looked_for_where_no_word_matches(make, said) -> None:
    wanted = said(make.round(), "รหัสข้อผิดพลาด ERR_X99-ZZ 100%")
    assert found("r_x9") == [wanted.id]
    assert found("0%") == [wanted.id]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%%%", "' & | ! :*", "<->", "a" * 5000])
def test_odd_queries_find_nothing_and_break_nothing(make, said, query: str) -> None:
    said(make.round(), "เน็ตช้า")
    assert found(query) == []
    assert search_themes(query, 5) == []


def test_drafts_and_withdrawn_texts_are_not_found(make, said) -> None:
    said(make.round(state="draft", published_at=None), "เน็ตล่มในร่าง")
    said(make.round(), "เน็ตล่มที่ถอนแล้ว", withdrawn_at=clock.now())
    public = said(make.round(), "เน็ตล่มจริง")

    assert found("เน็ตล่ม") == [public.id]


def test_themes_are_found_by_label_and_keywords(session, make) -> None:
    round, draft = make.round(), make.round(state="draft", published_at=None)
    for where, label in ((round, "อินเทอร์เน็ตชุมชนล่ม"), (draft, "อินเทอร์เน็ตในร่าง")):
        theme = make.theme(where, label, [make.submission(where)], keywords=["ซ่อมเสา"])
        placing.index(theme)
    session.flush()

    assert [each.label for each in search_themes("ชุมชน", 5)] == ["อินเทอร์เน็ตชุมชนล่ม"]
    assert [each.label for each in search_themes("ซ่อม", 5)] == ["อินเทอร์เน็ตชุมชนล่ม"]
    assert search_themes("ทะเล", 5) == []
