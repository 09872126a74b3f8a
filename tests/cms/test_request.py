import pytest
from django.test import RequestFactory

from cms.request import SiteRequest

NAMED = ["charset=utf-16", "charset=rot13", "charset*=rot13''%41", "charset=zip", "x*=idna''%ff"]


def requested(kind: str, sent: bytes = b"") -> SiteRequest:
    environ = RequestFactory().generic("POST", "/?page=%32", sent, "text/plain").environ
    return SiteRequest(environ | {"CONTENT_TYPE": kind})


@pytest.mark.parametrize("named", NAMED)
def test_addresses_are_utf_8_whatever_encoding_a_client_names(named):
    assert requested(f"text/plain; {named}").GET["page"] == "2"


def test_forms_are_utf_8_whatever_encoding_a_client_names():
    part = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xc3\xa9\r\n--x--\r\n'
    assert requested("multipart/form-data; boundary=x; charset=rot13", part).POST["title"] == "é"
    assert requested("multipart/form-data; boundary=x; charset=cp037", part).POST["title"] == "é"
