import pytest
from csp.decorators import csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from cms.middleware import PolicyMiddleware

pytestmark = pytest.mark.django_db


def directives(response):
    return set(response["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/feed.xml", "/admin/login/"])
def test_every_answer_has_the_policy_that_django_csp_writes(client, rf, address):
    theirs = CSPMiddleware(lambda request: HttpResponse())(rf.get(address))
    assert directives(client.get(address)) == directives(theirs)
    assert {"script-src 'self'", "default-src 'none'"} <= directives(theirs)


def test_a_view_may_ask_for_another_policy(rf):
    framed = csp_update({"frame-src": ["https://video.example"]})(lambda request: HttpResponse())
    policy = directives(PolicyMiddleware(framed)(rf.get("/")))
    (frames,) = (said for said in policy if said.startswith("frame-src "))
    assert frames.endswith(" https://video.example")
