import pytest

pytestmark = pytest.mark.django_db


def test_a_static_file_has_the_policy_too(client):
    answer = client.get("/static/css/site.css")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
