"""Granian with our settings, ending with its parent: `python -m cms.web_server`."""

import argparse
import multiprocessing
from collections.abc import Callable
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cms.processes import end_with_parent

BASE_DIR = Path(__file__).resolve().parent.parent
RELOADED = ("cms", "posts", "leads", "templates")


def load(*_: object) -> Callable:
    """Our WSGI application, loaded by each worker process, which ends with Granian itself."""
    parent = multiprocessing.parent_process()
    if parent and parent.pid:
        end_with_parent(parent.pid)
    from cms.wsgi import application

    return application


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--reload", action="store_true")
    options = parser.parse_args()
    end_with_parent(options.parent)
    server = Granian(
        "cms.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=1,
        blocking_threads=options.threads,
        blocking_threads_idle_timeout=600,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        reload=options.reload,
        reload_paths=[BASE_DIR / name for name in RELOADED if (BASE_DIR / name).is_dir()],
        reload_ignore_worker_failure=options.reload,
    )
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main()
