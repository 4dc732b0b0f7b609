"""Where mail goes out: off unless it is set up, never in the clear with a password."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from casewright.config.mail import Mail, mail_from

FROM = {
    "CASEWRIGHT_MAIL_FROM": "Casewright <casewright@example.org>",
    "CASEWRIGHT_MAIL_LINK": "https://casewright.example.org",
}


def mail(url: str, **more: str) -> Mail:
    return mail_from({**FROM, "CASEWRIGHT_MAIL_URL": url, **more})


def test_nothing_set_up_is_off_and_sends_nothing() -> None:
    for environment in ({}, {"CASEWRIGHT_MAIL_URL": ""}, {"CASEWRIGHT_MAIL_URL": "off"}):
        found = mail_from(environment)
        assert not found.is_on
        assert found.backend.endswith("dummy.EmailBackend")
    assert mail_from({"CASEWRIGHT_MAIL_URL": "off"}).is_declined
    assert not mail_from({}).is_declined


def test_smtp_starts_tls_and_smtps_speaks_it_from_the_first_byte() -> None:
    one = mail("smtp://us%40here:p%2Fw@mail.example.org")
    assert (one.is_on, one.host, one.port, one.user) == (True, "mail.example.org", 587, "us@here")
    assert (one.password, one.starts_tls, one.speaks_tls) == ("p/w", True, False)
    other = mail("smtps://mail.example.org:4650")
    assert (other.port, other.starts_tls, other.speaks_tls) == (4650, False, True)


def test_in_the_clear_only_where_it_is_said_and_without_a_password() -> None:
    one = mail("smtp://localhost:25?tls=0")
    assert (one.starts_tls, one.speaks_tls) == (False, False)
    with pytest.raises(ImproperlyConfigured, match="not sent without TLS"):
        mail("smtp://us:pw@localhost:25?tls=0")


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://mail.example.org", "smtp://:587", "smtp://us:secret@mail:99999"],
)
def test_what_makes_no_sense_stops_the_start_in_words_without_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="smtp://NAME:PASSWORD@HOST:587") as refusal:
        mail(url)
    assert "secret" not in str(refusal.value)


def test_a_mail_has_a_sender_and_a_link() -> None:
    with pytest.raises(ImproperlyConfigured, match="CASEWRIGHT_MAIL_FROM"):
        mail("smtp://mail.example.org", CASEWRIGHT_MAIL_FROM="casewright")
    with pytest.raises(ImproperlyConfigured, match="CASEWRIGHT_MAIL_LINK"):
        mail("smtp://mail.example.org", CASEWRIGHT_MAIL_LINK="")
    first = {"CASEWRIGHT_MAIL_LINK": "", "CASEWRIGHT_ORIGINS": "https://a.example.org,https://b"}
    assert mail("smtp://mail.example.org", **first).link == "https://a.example.org"
