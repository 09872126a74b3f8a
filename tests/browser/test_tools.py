"""The tools of these tests bite: a bad page is told from a good one."""

import pytest
from django.http import HttpResponse
from django.urls import path

from tests.browser.waiting import wait_until

GOOD = (
    "<!doctype html><html lang='en'><head><title>A title</title></head>"
    "<body><main><h1>A heading</h1>{}</main></body></html>"
)
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src *"


def served(piece: str):
    return lambda request: HttpResponse(
        GOOD.format(piece), headers={"Content-Security-Policy": STRICT}
    )


urlpatterns = [
    path("good/", served("<p>Some words.</p>")),
    path("no-alt/", served("<p><a href='/'></a></p>")),
    path("inline-style/", served("<p style='color: red'>Some words.</p>")),
    path("inline-script/", served("<script>document.title = 'Other'</script>")),
    path("elsewhere/", served("<img src='https://example.net/pixel.gif' alt='A pixel'>")),
    path("missing/", served("<img src='/nothing-here.png' alt='Nothing'>")),
    path("favicon.ico", lambda request: HttpResponse(b"", content_type="image/x-icon")),
]


def handler404(request, exception):
    """The site's own page has addresses that these do not know."""
    return HttpResponse("Not here.", status=404)


@pytest.fixture(autouse=True)
def own_pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []


def test_a_good_page_passes(page, axe, guard):
    page.goto("/good/")
    axe(page)
    assert guard.problems == []


def test_axe_names_the_rule_and_the_element(page, axe):
    page.goto("/no-alt/")
    with pytest.raises(pytest.fail.Exception, match="link-name") as failure:
        axe(page)
    assert '<a href="/"></a>' in str(failure.value)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/inline-style/", "inline style"),
        ("/inline-script/", "inline script"),
        ("/elsewhere/", "request to another host: https://example.net/pixel.gif"),
        ("/missing/", "status of 404"),
    ],
)
def test_the_guard_notes_trouble(page, guard, address, problem):
    page.goto(address)
    wait_until(page, lambda: any(problem in noted for noted in guard.problems))
    guard.problems.clear()


def test_the_guard_notes_script_errors(page, guard):
    page.goto("/good/")
    page.evaluate("() => { setTimeout(() => { throw new Error('oops') }) }")
    wait_until(page, lambda: any("oops" in noted for noted in guard.problems))
    guard.problems.clear()


def test_the_guard_lets_pass_what_a_test_expects(page, guard):
    guard.allow("status of 404")
    page.goto("/missing/")
    page.wait_for_load_state("networkidle")
    assert guard.problems == []


def test_the_html_checker_takes_a_good_page(check_html):
    check_html(GOOD.format("<p>Some words.</p>"))


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        ("<p><div>One in the other</div></p>", "No “p” element in scope"),
        ("<p><img src='a.png'></p>", "alt"),
    ],
)
def test_the_html_checker_names_what_is_wrong(check_html, piece, message):
    with pytest.raises(pytest.fail.Exception, match=message):
        check_html(GOOD.format(piece))
