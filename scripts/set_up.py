"""
Build .venv from the hashed locks: `python3 scripts/set_up.py [--dev]`.

Written for whatever Python a machine has, so that one that is too old gets a sentence.
uv does the work when it can be had; pip, which is slower, when not.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = {"requirements.txt": VENV / "run.stamp", "requirements-dev.txt": VENV / "dev.stamp"}
LEAST = (3, 11, 7)


def main() -> None:
    """Make the environment whole, then stamp it; exits with a sentence when that can't be."""
    if sys.version_info < LEAST:
        sys.exit(
            "Lodestone needs Python {}.{}.{} or newer, and {} is {}.{}.{}: install a newer one, "
            "or name it: make run PYTHON=/path/to/python3".format(
                *LEAST, sys.executable, *sys.version_info[:3]
            )
        )
    # Once the tools for development are there, they stay, whichever command comes next.
    dev = "--dev" in sys.argv[1:] or STAMPS["requirements-dev.txt"].exists()
    lock = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    for stamp in STAMPS.values():
        stamp.unlink(missing_ok=True)
    python = create()
    if not install_with_uv(python, lock):
        install_with_pip(python, lock)
    for name, stamp in STAMPS.items():
        if dev or name == "requirements.txt":
            stamp.touch()


def create() -> Path:
    """The environment's Python, made new when it is missing or broken."""
    python = VENV / "bin" / "python"
    if python.exists() and runs(python, "-c", "import pip"):
        return python
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit(
            f"{sys.executable} has no venv module: install it "
            "(on Debian and Ubuntu: apt install python3-venv) and try again."
        )
    say("Making .venv")
    venv.create(VENV, clear=True, with_pip=True)
    return python


def install_with_uv(python: Path, lock: Path) -> bool:
    """Whether uv, itself from the hashed lock, brought the environment to what the lock says."""
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(entry("uv", (ROOT / "requirements-dev.txt").read_text()))
        if not runs(python, *pip("--quiet", "--only-binary=:all:", "-r", only_uv)):
            return False
    say(f"Installing what {lock.name} names")
    return runs(python, "-m", "uv", "pip", "sync", "--require-hashes", "--python", python, lock)


def install_with_pip(python: Path, lock: Path) -> None:
    """Install by pip; exits with pip's own message when that fails too."""
    say(f"uv could not do it; installing what {lock.name} names with pip (this takes longer)")
    if not runs(python, *pip("-r", lock)):
        sys.exit("The dependencies could not be installed: what failed is said above.")


def entry(name: str, lock: str) -> str:
    """One package's lines of a lock: its version and its hashes."""
    taken: list[str] = []
    for line in lock.splitlines():
        if line.startswith(f"{name}==") or (taken and line[:1].isspace()):
            taken.append(line)
        elif taken:
            break
    return "\n".join(taken) + "\n"


def pip(*options: object) -> "tuple[object, ...]":
    return ("-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", *options)


def runs(*command: object) -> bool:
    environment = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    return subprocess.call([str(part) for part in command], env=environment) == 0


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
