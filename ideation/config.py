"""Every setting of the product, read once from the environment and checked at start."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ideation import stack

VERSION = "0.1.0"
ENVIRONMENTS = ("production", "embedded", "test")
MEBIBYTE = 1024 * 1024
SHORTEST_SECRET = 32
# Many people may share one address: a village behind a mobile operator, a school. On one machine
# alone everybody comes from the same address.
POSTS_LIMIT = "60 per minute; 600 per hour"
POSTS_LIMITS = {"embedded": "3000 per minute"}
LONGEST_TERM = 60
LETTER = re.compile("[A-Za-z\u0e01-\u0e2e]")


class BadSettings(Exception):
    """A setting is missing or unsafe; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Settings:
    """What the process was told at its start.

    Args:
        environment: production, embedded (one machine, own servers) or test.
        home: folder for files, logs and the embedded servers.
        database_url: SQLAlchemy address of PostgreSQL 15 or newer with `vector`.
        redis_url: address of Redis; RQ and the rate limits live there.
        secret_key: signs sessions and receipts; at least 32 characters.
        public_url: the address people use, without a slash at the end.
        mail_dir: maildir that receives e-mail when there is no `smtp_url`.
        smtp_url: `smtp://user:password@host:port`, `smtps://` for TLS from the start.
        mail_from: sender of every message.
        demo: whether demo accounts may exist and are shown on the sign-in page.
        posts_limit: how many submissions one address may post, as Flask-Limiter writes it.
        page_cache_seconds: how long visitors may share a public page; 0 makes each afresh.
        proxies: how many reverse proxies stand before us and may name the client's address.
        text_words: terms of the agency that are cut out of texts as one word.
        text_encoder: directory of the sentence-transformers model that places texts in theme runs;
            None for the product's own way.
    """

    environment: str
    home: Path
    database_url: str
    redis_url: str
    secret_key: str
    public_url: str
    mail_dir: Path
    smtp_url: str
    mail_from: str
    demo: bool
    proxies: int
    posts_limit: str
    page_cache_seconds: int
    text_words: tuple[str, ...]
    text_encoder: Path | None

    @property
    def production(self) -> bool:
        """True where real people are served."""
        return self.environment == "production"

    @property
    def secure(self) -> bool:
        """True when the public address is HTTPS, so cookies may be bound to it."""
        return self.public_url.startswith("https://")


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Args:
        environ: variables to read; the process's own by default.

    Raises:
        BadSettings: a variable is missing, malformed or unsafe in production.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("IDEATION_HOME", "instance")).resolve()
    running = stack.running(home)
    # A command given beside a running stack belongs to it; whoever names a database means that.
    beside = running is not None and "DATABASE_URL" not in env
    environment = env.get("IDEATION_ENV") or ("embedded" if beside else "production")
    if environment not in ENVIRONMENTS:
        raise BadSettings(f"IDEATION_ENV is {environment!r}: use one of {', '.join(ENVIRONMENTS)}.")
    settings = Settings(
        environment=environment,
        home=home,
        database_url=env.get("DATABASE_URL") or (running.database_url if running else ""),
        redis_url=env.get("REDIS_URL") or (running.redis_url if running else ""),
        secret_key=env.get("SECRET_KEY") or _own_secret(home, environment),
        public_url=env.get("PUBLIC_URL", "").rstrip("/")
        or (f"http://127.0.0.1:{running.port}" if running else "http://127.0.0.1:8000"),
        mail_dir=Path(env.get("MAIL_DIR") or home / "mail"),
        smtp_url=env.get("SMTP_URL", ""),
        mail_from=env.get("MAIL_FROM", "Ideation <no-reply@localhost>"),
        demo=env.get("DEMO", "1" if environment == "embedded" else "") not in ("", "0"),
        proxies=_small_number(env, "TRUSTED_PROXIES", "0"),
        page_cache_seconds=_small_number(
            env, "PAGE_CACHE_SECONDS", "0" if environment == "test" else "2"
        ),
        posts_limit=env.get("POSTS_LIMIT") or POSTS_LIMITS.get(environment, POSTS_LIMIT),
        text_words=_terms(env.get("TEXT_WORDS_FILE", "")),
        text_encoder=text_encoder(env),
    )
    _check(settings, env)
    return settings


def _small_number(env: Mapping[str, str], name: str, default: str) -> int:
    value = env.get(name, default)
    if not value.isdigit() or int(value) > 9:
        raise BadSettings(f"{name} is {value!r}: give a number from 0 to 9.")
    return int(value)


def _terms(name: str) -> tuple[str, ...]:
    """Read a file of terms, one a line; what follows a # is a comment."""
    if not name:
        return ()
    try:
        # Some editors of Windows begin a file with a mark.
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"TEXT_WORDS_FILE is {name!r}: give a text file in UTF-8 that can be read ({error})."
        ) from error
    terms = [line.partition("#")[0].strip() for line in lines]
    for number, term in enumerate(terms, start=1):
        if term and (len(term) > LONGEST_TERM or len(term.split()) > 1 or not LETTER.search(term)):
            raise BadSettings(
                f"TEXT_WORDS_FILE, line {number}: give one term of at most {LONGEST_TERM} "
                "characters, with a Thai or Latin letter and without spaces."
            )
    return tuple(term for term in terms if term)


def text_encoder(environ: Mapping[str, str] | None = None) -> Path | None:
    """Read and check TEXT_ENCODER alone, for commands that need no other setting.

    Args:
        environ: variables to read; the process's own by default.

    Returns:
        The directory of a sentence-transformers model, or None.

    Raises:
        BadSettings: there is no model, or the library that reads it is missing.
    """
    name = (os.environ if environ is None else environ).get("TEXT_ENCODER", "")
    if not name:
        return None
    # Imported here, for most installations have no encoder, and this file is read at every start.
    from ideation.text.encoder import EncoderError, require_model

    directory = Path(name).resolve()
    try:
        require_model(directory)
    except EncoderError as error:
        raise BadSettings(f"TEXT_ENCODER is {name!r}: {error}") from error
    return directory


def _own_secret(home: Path, environment: str) -> str:
    """Return the secret that an embedded installation keeps in its home folder."""
    if environment == "production":
        return ""
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _check(settings: Settings, env: Mapping[str, str]) -> None:
    if not settings.database_url:
        raise BadSettings(
            "DATABASE_URL is not set: give the address of PostgreSQL, or start script/serve first."
        )
    if not settings.redis_url:
        raise BadSettings(
            "REDIS_URL is not set: give the address of Redis, or start script/serve first."
        )
    if not settings.database_url.startswith("postgresql"):
        raise BadSettings("DATABASE_URL must be a PostgreSQL address: postgresql+psycopg://…")
    if not settings.production:
        return
    if len(settings.secret_key) < SHORTEST_SECRET or len(set(settings.secret_key)) < 8:
        raise BadSettings(
            "SECRET_KEY is missing or too simple: set it to the output of "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    if "PUBLIC_URL" not in env or not urlsplit(settings.public_url).netloc:
        raise BadSettings("PUBLIC_URL is not set: give the address people use, https://…")
    if settings.demo:
        raise BadSettings("DEMO is on: demo accounts have known passwords; unset DEMO.")


def database_url(url: str) -> str:
    """Name the psycopg 3 driver in a PostgreSQL address that names none."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{separator}{rest}"
    return url


def _limits_url(redis_url: str) -> str:
    """Name a Redis socket as the rate limiter's storage wants it."""
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url


def flask_settings(settings: Settings) -> dict[str, Any]:
    """Translate the settings into the names that Flask and its extensions read."""
    secure = settings.secure
    return {
        "IDEATION": settings,
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.environment == "test",
        "MAX_CONTENT_LENGTH": 25 * MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": MEBIBYTE,
        "MAX_FORM_PARTS": 500,
        "SQLALCHEMY_DATABASE_URI": database_url(settings.database_url),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": 8,
            "max_overflow": 8,
            "connect_args": {"connect_timeout": 5},
        },
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "REMEMBER_COOKIE_NAME": "__Host-remember" if secure else "remember",
        "REMEMBER_COOKIE_SECURE": secure,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "th",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Bangkok",
        # Flask-Limiter has its own name for a Redis behind a socket.
        "RATELIMIT_STORAGE_URI": settings.redis_url.replace("unix://", "redis+unix://", 1),
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": True,
        "RATELIMIT_ENABLED": settings.environment != "test",
    }
