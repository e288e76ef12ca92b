"""Error pages are designed, in the visitor's language, and name the request."""

import re

import pytest

from ideation.site import service
from tests import helpers

THAI = re.compile(r"[\u0e00-\u0e7f]")
BIGGER_THAN_TAKEN = 26 * 1024 * 1024


@pytest.fixture
def broken(monkeypatch):
    """The home page fails with an error that nobody foresaw."""

    def fail(**_more):
        raise RuntimeError("a fault of the test")

    monkeypatch.setattr(service, "front_page", fail)


def errors(client, code, **more):
    if code == 404:
        return client.get("/no/such/page", **more)
    if code == 405:
        return client.get("/language", **more)
    if code == 413:
        too_large = {"locale": "x" * BIGGER_THAN_TAKEN}
        return client.post("/language", data=too_large, **more)
    return client.get("/", **more)


@pytest.mark.parametrize("code", [404, 405, 413, 500])
def test_page(code, app, client, broken, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = errors(client, code)
    reference = page.headers["X-Request-ID"]
    assert page.status_code == code
    assert page.mimetype == "text/html"
    assert 'lang="th"' in page.text
    assert reference in helpers.words(page)
    heading = re.search(r"(?s)<h1[^>]*>(.*?)</h1>", page.text).group(1)
    assert THAI.search(heading)
    assert 'href="/"' in page.text, "there is a way on"
    assert "Traceback" not in page.text


@pytest.mark.parametrize("code", [404, 405, 413, 500])
def test_json(code, client, broken):
    answer = errors(client, code, headers={"Accept": "application/json"})
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (code, code)
    assert error["reference"] == answer.headers["X-Request-ID"]
    assert THAI.search(error["message"])


def test_domain_errors_are_pages_too(client):
    page = client.get("/rounds/nowhere")
    assert page.status_code == 404
    assert "ไม่" in helpers.words(page)


def test_a_given_request_id_is_kept_and_a_crooked_one_is_not(client):
    good = client.get("/about", headers={"X-Request-ID": "proxy-0123456789"})
    bad = client.get("/about", headers={"X-Request-ID": "<script>"})
    assert good.headers["X-Request-ID"] == "proxy-0123456789"
    assert re.fullmatch(r"[0-9a-f]{32}", bad.headers["X-Request-ID"])


def test_errors_do_not_ask_the_database_for_the_menu(client, broken, monkeypatch):
    monkeypatch.setattr(service, "staff_agencies", lambda _viewer: pytest.fail("asked"))
    assert client.get("/").status_code == 500


def test_an_id_that_no_table_can_hold_is_not_found(app, client):
    tried = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and "<int:" in rule.rule:
            path = re.sub(r"<int:\w+>", str(2**63), rule.rule)
            path = re.sub(r"<[^>]+>", "x", path)
            assert client.get(path).status_code == 404, rule.rule
            tried += 1
    assert tried > 40


@pytest.mark.parametrize("path", ["/rounds/somewhere/board/run", "/agencies/{}/rounds/new"])
@pytest.mark.parametrize(
    ("referrer", "way_back"),
    [
        ("http://localhost/trials/7?page=2#said", "/trials/7?page%3D2"),
        ("https://elsewhere.example/trials/7", "/"),
        (None, "/"),
    ],
)
def test_the_sign_in_leads_back_to_the_page_of_the_form(client, make, path, referrer, way_back):
    """Where a form is sent to there is often no page; the one it stood on is gone back to."""
    token = helpers.csrf_token(client.get("/account/login"))
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post(path.format(make.agency.slug), data={"csrf_token": token}, headers=headers)
    assert answer.location == f"/account/login?next={way_back}"
