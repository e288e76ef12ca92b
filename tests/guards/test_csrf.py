"""Every POST without a CSRF token, or with another session's, is refused and changes nothing."""

import pytest
from sqlalchemy import select

from ideation.extensions import db
from tests import helpers
from tests.guards import asking, expectations, world
from tests.guards.asking import undone

# A mail program that stops letters with one click knows no page of ours; its link is signed.
WITHOUT_TOKEN = {"notify.stop_now"}


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    return {
        table.name: sorted(map(repr, db.session.execute(select(table))))
        for table in db.metadata.sorted_tables
    }


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_without_a_token_nothing_is_done(role, app, make):
    visits = asking.Visits(app, world.build(make), role)
    strange = helpers.csrf_token(app.test_client().get("/about"))
    tokens = {"no token": "", "a token of another session": strange}
    taken = []
    for case in expectations.cases():
        if case.method != "POST" or case.endpoint in WITHOUT_TOKEN:
            continue
        for what, token in tokens.items():
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
    assert "โหลด" in helpers.words(page), "it asks to load the page again"
