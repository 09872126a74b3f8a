"""What a preview of a post of 2,000 words costs the server, and how long its writer waits."""

from statistics import median

from bench import texts
from bench.autosave import begun, send
from bench.server import serving

WARM_UP = 20


def preview_cost(requests: int, environment: dict[str, str]) -> None:
    session, number = begun(environment)
    address = f"/admin/posts/post/{number}/preview/frame/"
    body = "\n\n".join(texts.body(number) for number in range(10))
    body = " ".join(body.split(" ")[:2000])
    words, seconds = len(body.split()), []
    with serving("cms.wsgi:application", environment) as server:
        before = 0.0
        for turn in range(WARM_UP + requests):
            if turn == WARM_UP:
                before = server.cpu()
            typed = {"title": "A post", "body": f"Turn {turn}.\n\n{body}", "as": "phone"}
            waited, page = send(server, session, address, typed)
            if f"<p>Turn {turn}.</p>".encode() not in page:
                raise RuntimeError("A preview shows something else than was typed.")
            seconds.append(waited)
        cost = (server.cpu() - before) * 1000 / requests
    waited = median(seconds[WARM_UP:]) * 1000
    print(f"preview    {cost:6.2f} ms of CPU for {words} words; answered in {waited:.1f} ms")
