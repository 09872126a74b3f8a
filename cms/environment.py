"""Settings from the environment: what is not understood is refused at start, with a sentence."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

FLAGS = {"1": True, "true": True, "yes": True, "on": True} | {
    "": False,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}

# A thread holds one connection at most, so that waiting for one means: the database is away.
POOL = {"min_size": 1, "max_size": 16, "timeout": 5}


def text(name: str, default: str = "") -> str:
    """The value of a variable, without the spaces around it; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """True or False; raises ImproperlyConfigured for a word that is neither."""
    if name not in os.environ:
        return default
    word = text(name).lower()
    if word not in FLAGS:
        raise ImproperlyConfigured(f"{name} is {word!r}: write true or false.")
    return FLAGS[word]


def number(name: str, default: int, *, least: int = 0, most: int = 65535) -> int:
    """A whole number within its limits; raises ImproperlyConfigured for anything else."""
    word = text(name, str(default))
    if not (word.isascii() and word.isdigit() and least <= int(word[:12]) <= most):
        raise ImproperlyConfigured(
            f"{name} is {word!r}: write a whole number from {least} to {most}."
        )
    return int(word)


def words(name: str) -> list[str]:
    """A comma-separated list, without empty parts."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def site_url(name: str, default: str) -> str:
    """An http or https address without a path or a slash at its end."""
    url = text(name, default).rstrip("/")
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        whole = False
    if not whole or parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(
            f"{name} is {url!r}: write the site's address alone, such as https://example.org."
        )
    return url


def database(name: str, default: Path) -> dict:
    """
    A Django database from `sqlite:///folder/file` or `postgres://user:password@host/name`.

    SQLite gets the settings under which parallel writers lose nothing; PostgreSQL a pool.
    """
    url = text(name, f"sqlite:///{default}")
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        path = unquote(url.removeprefix("sqlite://").removeprefix("/"))
        if not path or path == ":memory:":
            raise ImproperlyConfigured(
                f"{name} names no file: write sqlite:////srv/site/lodestone.sqlite3."
            )
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if scheme in {"postgres", "postgresql"}:
        config = environ.Env.db_url_config(url)
        if not config.get("NAME"):
            raise ImproperlyConfigured(f"{name} names no database: end it with /name.")
        return config | {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**config.get("OPTIONS", {}), "pool": POOL},
        }
    raise ImproperlyConfigured(
        f"{name} begins with {scheme!r}: write sqlite:///... or postgres://..."
    )


def folder(name: str, default: Path) -> Path:
    """A folder from a path or a `file://` address; other kinds of storage are refused for now."""
    value = text(name, str(default))
    if "://" in value and not value.startswith("file://"):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a folder's path.")
    return Path(unquote(value.removeprefix("file://"))).expanduser().absolute()


def secret_key(name: str, path: Path) -> str:
    """
    The key from the environment, else from a file that is made once, readable by its owner only.

    Raises ImproperlyConfigured when that file can't be made or read.
    """
    if key := text(name):
        return key
    try:
        if not path.exists():
            make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} can't be made or read: {error.strerror}. Name a folder that is yours "
            f"with VAR_DIR, or give the key itself as {name}."
        ) from None


def make_secret(path: Path) -> None:
    """Write a new key; of two processes that do so at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(60))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
