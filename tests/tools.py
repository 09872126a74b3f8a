"""
What the tests need beside Python, where it is found, and how to install it.

`python3 -m tests.tools` prints the Debian packages that are missing. Standard library only: it
runs before .venv exists.
"""

import glob
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Where servers are, which not everybody has on their path.
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
ELSEWHERE = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


@dataclass(frozen=True)
class Tool:
    """Something that a step of the tests can't do without."""

    name: str
    find: Callable[[], object]
    install: str
    packages: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        return not self.find()


def chromium() -> str | None:
    """The path of Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def postgres() -> Path | None:
    """The folder of PostgreSQL's server programs, newest version first, or None."""
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(said.stdout.strip()))
    found = (Path(name) for pattern in ELSEWHERE for name in glob.glob(pattern))  # noqa: PTH207
    folders += sorted(found, key=version, reverse=True)
    return next((folder for folder in folders if whole(folder)), None)


def version(folder: Path) -> tuple[int, ...]:
    return tuple(
        int(number) for number in folder.parent.name.split("-")[-1].split(".") if number.isdigit()
    )


def whole(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def fonts() -> bool:
    """Whether there is any font; without one Chromium shows boxes and axe measures nothing."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list"], capture_output=True, check=False).stdout.strip())


CHROMIUM = Tool("Chromium", chromium, "Debian: apt install chromium", ("chromium",))
FONTS = Tool(
    "a font",
    fonts,
    "Debian: apt install fontconfig fonts-dejavu-core",
    ("fontconfig", "fonts-dejavu-core"),
)
POSTGRES = Tool(
    "PostgreSQL",
    postgres,
    "Debian: apt install postgresql; macOS: brew install postgresql",
    ("postgresql",),
)
JAVA = Tool(
    "Java",
    lambda: shutil.which("java"),
    "Debian: apt install default-jre-headless",
    ("default-jre-headless",),
)
GETTEXT = Tool(
    "GNU gettext",
    lambda: shutil.which("xgettext") and shutil.which("msgfmt"),
    "Debian: apt install gettext; macOS: brew install gettext",
    ("gettext",),
)
NGINX = Tool(
    "nginx",
    lambda: shutil.which("nginx", path=SYSTEM_PATH),
    "Debian: apt install nginx-light; macOS: brew install nginx",
    ("nginx-light",),
)
NPM = Tool("npm", lambda: shutil.which("npm"), "Debian: apt install nodejs npm", ("nodejs", "npm"))
FROM_NPM = "npm ci, with Node.js 18 or newer (Debian: apt install nodejs npm)"
AXE_CORE = Tool("axe-core", AXE.exists, FROM_NPM)
HTML_CHECKER = Tool("the Nu HTML checker", VNU.exists, FROM_NPM)

if __name__ == "__main__":
    for tool in (CHROMIUM, FONTS, POSTGRES, JAVA, GETTEXT, NGINX, NPM):
        if tool.missing:
            print(*tool.packages, sep="\n")  # noqa: T201
