"""The house's own rules, where a machine can hold them."""

import json
import re
import subprocess
import tomllib
from functools import cache

import pytest

from tests.tools import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
# In two pieces each, so that this file keeps its own rules.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
)
HOMES = re.compile(r"(?<![\w.:/-])/(?:home|root|Users)/\w")
LEFT_OPEN = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
BANNED_ROOMS = {"utils.py", "helpers.py", "services.py", "signals.py"}
IN_TEMPLATES = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", re.I
    ),
    "a script in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=|javascript:", re.I),
    "a file of another host": re.compile(
        r"\ssrc\s*=\s*[\"']?(?:https?:)?//|<link\b[^>]*stylesheet[^>]*https?://", re.I
    ),
}


@cache
def files() -> dict[str, str]:
    """All text files of the project, by their path from its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in raw[:8000]:
            found[name] = raw.decode(errors="replace")
    return found


def lines_that(pattern: re.Pattern[str], *endings: str) -> list[str]:
    """Where a pattern occurs in files with these endings, as `file:line: words`."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in files().items()
        if name.endswith(endings)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("what", IN_TEMPLATES)
def test_templates_hold_nothing_that_the_content_security_policy_blocks(what):
    found = [
        f"{name}: {match.group()[:80]}"
        for name, text in files().items()
        if name.startswith("templates/") and name.endswith(".html")
        for match in IN_TEMPLATES[what].finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "markup"),
    [
        ("a style attribute", '<p class="a" style="color: red">'),
        ("a style element", "<style>"),
        ("a script in the page", "<script type='module'>"),
        ("a script in an attribute", '<a onclick="go()">'),
        ("a file of another host", '<img src="//example.net/a.png">'),
    ],
)
def test_the_rules_for_templates_bite(what, markup):
    assert IN_TEMPLATES[what].search(markup)
    assert not IN_TEMPLATES[what].search(
        '<script src="{% static "a.js" %}" type="module"></script>'
        '<script type="application/ld+json">{}</script><p class="style">one = 1</p>'
    )


def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine():
    named = re.compile("|".join(map(re.escape, REGISTRIES)))
    assert lines_that(named, "") == []
    assert lines_that(HOMES, "") == []


def test_no_source_leaves_work_marked_as_open():
    assert lines_that(LEFT_OPEN, ".py", ".html", ".css", ".js", ".sh", "Makefile") == []


def test_no_room_is_named_after_nothing():
    assert [name for name in files() if name.rsplit("/", 1)[-1] in BANNED_ROOMS] == []


def test_what_is_published_does_not_know_who_answered():
    imports = re.compile(r"^\s*(?:from|import)\s+leads\b")
    assert [line for line in lines_that(imports, ".py") if line.startswith("posts/")] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_carry_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_what_pyproject_asks_for(lock):
    wanted = dependencies(dev=lock != "requirements.txt")
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(), flags=re.MULTILINE))
    assert wanted - locked == set()


def test_the_lock_of_the_browser_tests_carries_hashes_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages.pop("")
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_docs_say_why_each_dependency_is_there():
    docs = "\n".join(text for name, text in files().items() if name.startswith("docs/")).lower()
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = dependencies(dev=True) | set(package["devDependencies"])
    unnamed = {name for name in wanted if not re.search(rf"(?<![\w-]){name}(?![\w-])", docs)}
    assert unnamed == set()


def dependencies(*, dev: bool) -> set[str]:
    """The names of the Python packages that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"])
    if dev:
        wanted += project["dependency-groups"]["dev"]
    return {re.match(r"[\w.-]+", requirement).group().lower() for requirement in wanted}


def test_every_local_link_of_the_papers_leads_somewhere():
    papers = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    missing = [
        f"{paper.name}: {link}"
        for paper in papers
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", paper.read_text())
        if not re.match(r"[a-z]+:|/", link) and not (paper.parent / link).exists()
    ]
    assert not missing, missing
