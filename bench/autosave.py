"""What an autosave of a post of 2,000 words costs the server, and how long its writer waits."""

import http.client
import subprocess
import sys
import time
from os import environ
from statistics import median
from urllib.parse import urlencode

from bench.server import Server, serving

WORDS = 2000
BEGIN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from posts.models import Post
user, _ = get_user_model().objects.get_or_create(
    username="bench", is_staff=True, is_superuser=True
)
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
session.create()
print(session.session_key, Post.objects.create(title="A post").pk)
"""


def begun(environment: dict[str, str]) -> tuple[str, str]:
    """The session of an editor who is logged in, and the number of a draft."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", BEGIN]
    said = subprocess.run(
        command, env=environ | environment, check=True, capture_output=True, text=True
    )
    session, number = said.stdout.split()
    return session, number


def autosave_cost(requests: int, environment: dict[str, str]) -> None:
    session, number = begun(environment)
    with serving("cms.wsgi:application", environment) as server:
        seconds = [save(server, session, number, turn) for turn in range(20)]
        before = server.cpu()
        seconds = [save(server, session, number, turn + 20) for turn in range(requests)]
        cost = (server.cpu() - before) * 1000 / requests
    waited = median(seconds) * 1000
    print(f"autosave   {cost:6.2f} ms of CPU for {WORDS} words; answered in {waited:.1f} ms")


def save(server: Server, session: str, number: str, turn: int) -> float:
    """The seconds until the server has it."""
    typed = {"title": "A post", "body": "words " * WORDS + str(turn), "sequence": str(turn + 1)}
    address = f"/admin/posts/post/{number}/autosave/"
    seconds, said = send(server, session, address, typed | {"page": "bench"})
    if said != b'{"kept": true}':
        raise RuntimeError(f"An autosave was answered with {said[:200]!r}")
    return seconds


def send(server: Server, session: str, address: str, typed: dict[str, str]) -> tuple[float, bytes]:
    """The seconds until a form that is sent is answered, and the answer."""
    token = "a" * 32
    sent = urlencode(typed | {"csrfmiddlewaretoken": token})
    headers = {
        "Host": "127.0.0.1",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection: http.client.HTTPConnection = server.connection
    start = time.perf_counter()
    connection.request("POST", address, sent, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}: {said[:200]!r}")
    return time.perf_counter() - start, said
