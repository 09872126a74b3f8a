import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import environment


@pytest.mark.parametrize(
    ("word", "value"), [("true", True), ("YES", True), ("1", True), ("off", False), ("", False)]
)
def test_a_flag_is_read(monkeypatch, word, value):
    monkeypatch.setenv("X", word)
    assert environment.flag("X", default=not value) is value


@pytest.mark.parametrize("word", ["maybe", "2", "tru"])
def test_a_flag_that_is_not_understood_is_refused(monkeypatch, word):
    monkeypatch.setenv("X", word)
    with pytest.raises(ImproperlyConfigured, match="write true or false"):
        environment.flag("X")


@pytest.mark.parametrize("word", ["80a", "-1", "70000", "9" * 5000, "8.5", "²"])
def test_a_number_outside_its_limits_is_refused(monkeypatch, word):
    monkeypatch.setenv("X", word)
    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 65535"):
        environment.number("X", 8000, least=1)


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://example.org", "https://", "https://example.org/blog", "http://a:b:c"],
)
def test_a_site_url_that_is_no_sites_address_is_refused(monkeypatch, url):
    monkeypatch.setenv("X", url)
    with pytest.raises(ImproperlyConfigured, match="the site's address alone"):
        environment.site_url("X", "")


def test_databases_are_told_apart_and_others_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("X", f"sqlite:///{tmp_path}/a%20b.sqlite3")
    assert environment.database("X", tmp_path)["NAME"] == tmp_path / "a b.sqlite3"
    monkeypatch.setenv("X", "postgres://me:p%40ss@localhost:5433/site")
    config = environment.database("X", tmp_path)
    assert (config["NAME"], config["PASSWORD"], config["PORT"]) == ("site", "p@ss", 5433)
    for url in ("mysql://localhost/site", "postgres://localhost/", "sqlite://"):
        monkeypatch.setenv("X", url)
        with pytest.raises(ImproperlyConfigured):
            environment.database("X", tmp_path)


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("X", raising=False)
    path = tmp_path / "var" / "secret-key"
    key = environment.secret_key("X", path)
    assert len(key) >= 60
    assert environment.secret_key("X", path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_wrong_setting_stops_the_start_with_its_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": "", "VAR_DIR": str(tmp_path), "SITE_URL": "example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "SITE_URL is 'example.org': write the site's address alone" in done.stderr
