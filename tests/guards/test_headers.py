"""What every answer carries for the browser's protection, and what production refuses."""

import json
import re
import subprocess
import sys

import pytest

from tests.guards import pages, world

PRODUCTION = {
    "IDEATION_ENV": "production",
    "SECRET_KEY": "0f3b9a77c1d24e58b6a1d9c4e7f20a35",
    "PUBLIC_URL": "https://ideation.example.org",
}
LOOK = """
import json, sys
from ideation import create_app
from ideation.config import BadSettings
try:
    app = create_app(json.loads(sys.argv[1]))
except BadSettings as error:
    print(json.dumps({"refused": str(error)}))
else:
    client = app.test_client()
    page = client.get("/account/login", base_url="https://ideation.example.org")
    print(json.dumps({"headers": list(page.headers), "status": page.status_code}))
"""
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)([^>]*)>", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+|style)=", re.IGNORECASE)


@pytest.mark.parametrize("role", ["visitor", "officer", "administrator"])
def test_every_page_keeps_to_the_policy(role, app, make):
    wrong = []
    nonces = set()
    for name, page in pages.crawl(app, world.build(make), role, "th"):
        policy = page.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'self' 'nonce-([\w-]{16,})'", policy)
        if nonce is None or "unsafe" in policy or "default-src 'self'" not in policy:
            wrong.append(f"{name}: {policy}")
            continue
        nonces.add(nonce.group(1))
        if page.mimetype == "text/html":
            wrong += [f"{name}: {fault}" for fault in faults(page.text, nonce.group(1))]
        wrong += [f"{name}: no {header}" for header in missing(page)]
    assert not wrong, "\n".join(wrong)
    assert len(nonces) > 10, "each answer has a nonce of its own"


def faults(html: str, nonce: str) -> list[str]:
    """What in a page a strict policy would refuse, or should."""
    found = [
        f"<script{attributes}>"
        for attributes in SCRIPT.findall(html)
        if f'nonce="{nonce}"' not in attributes and "application/json" not in attributes
    ]
    found += [match.group(0) for match in HANDLER.finditer(html)]
    found += re.findall(r"<style\b[^>]*>|javascript:[^\"']*", html)
    found += re.findall(r"""(?:src|href|action)="(?:https?:)?//(?!localhost)[^"]*""", html)
    return found


def missing(page) -> list[str]:
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return [name for name, value in wanted.items() if page.headers.get(name) != value]


def test_plain_http_gets_no_promise_of_https(client):
    page = client.get("/about")
    assert "Strict-Transport-Security" not in page.headers


def look(environ: dict, **changes: str | None) -> dict:
    """What a process of its own answers with the settings of production, changed."""
    given = {**environ, **PRODUCTION, **changes}
    given = {name: value for name, value in given.items() if value is not None}
    answer = subprocess.run(
        [sys.executable, "-c", LOOK, json.dumps(given)], capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout.splitlines()[-1])


def test_production_binds_cookies_to_https(environ, app):
    headers = look(environ)["headers"]
    named = dict(headers)
    assert "max-age=31536000" in named["Strict-Transport-Security"]
    cookies = [value for name, value in headers if name == "Set-Cookie"]
    assert cookies, "the sign-in page sets the session's cookie"
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "dev"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 64}, "SECRET_KEY"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ideation"}, "PUBLIC_URL"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
    ],
)
def test_production_refuses(changes, named, environ, tmp_path):
    refused = look(environ, IDEATION_HOME=str(tmp_path), **changes)["refused"]
    assert named in refused
    assert "Traceback" not in refused
