import re

import pytest

from ideation.core.page_cache import PageCache
from tests.factories import sign_in
from tests.helpers import csrf_token, words

NONCE = re.compile(r"'nonce-([^']+)'")


@pytest.fixture
def cache(app):
    """The cache switched on; tests run without one."""
    before = app.extensions["page_cache"]
    app.extensions["page_cache"] = PageCache(60)
    yield app.extensions["page_cache"]
    app.extensions["page_cache"] = before


def test_visitors_share_a_page_but_neither_token_nor_nonce(app, cache, make, session):
    round = make.round(title="หัวข้อเดิม")
    url = f"/rounds/{round.slug}"
    first = app.test_client().get(url)
    round.title = "หัวข้อใหม่"
    session.flush()
    other = app.test_client()
    second = other.get(url)
    assert "หัวข้อเดิม" in words(second), "the page was made once"
    assert csrf_token(first) != csrf_token(second)
    nonces = [
        NONCE.search(page.headers["Content-Security-Policy"]).group(1) for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert nonces[0] not in second.get_data(as_text=True)
    assert f'nonce="{nonces[1]}"' in second.get_data(as_text=True)
    answer = other.post("/language", data={"csrf_token": csrf_token(second), "locale": "en"})
    assert answer.status_code == 302, "the token on a shared page is good"


def test_a_shared_page_is_in_the_visitors_own_language(app, cache, make):
    url = f"/rounds/{make.round().slug}"
    client = app.test_client()
    thai = client.get(url)
    client.post("/language", data={"csrf_token": csrf_token(thai), "locale": "en"})
    assert 'lang="en"' in client.get(url).get_data(as_text=True)
    assert 'lang="th"' in app.test_client().get(url).get_data(as_text=True)


def test_whoever_is_signed_in_is_never_shown_a_shared_page(app, cache, make, session):
    round = make.round(title="หัวข้อเดิม")
    url = f"/rounds/{round.slug}"
    app.test_client().get(url)
    round.title = "หัวข้อใหม่"
    officer = sign_in(app.test_client(), make.officer())
    assert "หัวข้อใหม่" in words(officer.get(url))
    assert "หัวข้อเดิม" in words(app.test_client().get(url)), "and leaves none behind"


def test_a_page_that_is_not_there_is_not_kept(app, cache, make):
    assert app.test_client().get("/rounds/soon").status_code == 404
    make.round(slug="soon")
    assert app.test_client().get("/rounds/soon").status_code == 200


def test_a_page_is_kept_for_its_time_only():
    cache = PageCache(0.0001)
    cache.put("key", "body")
    cache._pages["key"] = (0.0, "body")
    assert cache.get("key") is None
