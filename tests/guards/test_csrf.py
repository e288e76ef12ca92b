"""Every POST without a CSRF token, or with another session's, is refused and changes nothing."""

import pytest
from sqlalchemy import text

from ideation.extensions import db
from tests.guards import asking, expectations, world
from tests.guards.asking import undone

TOKENS = {"no token": "", "a token of another session": "IjEyMyI.aaaaaa.forged"}


def everything() -> dict[str, str]:
    """A digest of every table's content."""
    digests = " UNION ALL ".join(
        f"""SELECT '{table.name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))
            FROM "{table.name}" t"""
        for table in db.metadata.sorted_tables
    )
    return dict(db.session.execute(text(digests)).all())


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_without_a_token_nothing_is_done(role, app, make):
    visits = asking.Visits(app, world.build(make), role)
    taken = []
    for case in expectations.cases():
        if case.method != "POST":
            continue
        for what, token in TOKENS.items():
            with undone():
                before = everything()
                response = visits.ask(case, token=token)
                if response.status_code != 400 or everything() != before:
                    taken.append(f"{case.endpoint} with {what}: {response.status_code}")
    assert not taken, "\n".join(taken)


def test_the_refusal_says_what_to_do(app, make):
    visits = asking.Visits(app, world.build(make), "visitor")
    page = visits.browser().post("/language", data={"locale": "en"})
    assert page.status_code == 400
    assert "โหลดหน้านี้ใหม่" in page.get_data(as_text=True) or "reload" in page.text
