"""Where mail goes out: read from one address, off unless it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# smtp: the connection is encrypted before anything is said (STARTTLS); smtps: from its first byte.
PORTS = {"smtp": 587, "smtps": 465}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
HOW = "Set CASEWRIGHT_MAIL_URL to smtp://NAME:PASSWORD@HOST:587, or to off."


@dataclass(frozen=True)
class Mail:
    """The server that takes our mail, from whom it is, and where its links lead.

    A server that falls silent holds one turn of the worker for `seconds`.
    """

    sender: str
    link: str
    is_on: bool = False
    is_declined: bool = False
    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    speaks_tls: bool = False
    seconds: int = 20


def mail_from(environment: Mapping[str, str]) -> Mail:
    """What the environment says of mail. Raises ImproperlyConfigured, in words, for what makes no
    sense."""
    url = environment.get("CASEWRIGHT_MAIL_URL", "")
    first_origin = environment.get("CASEWRIGHT_ORIGINS", "").split(",")[0].strip()
    mail = Mail(
        sender=environment.get("CASEWRIGHT_MAIL_FROM", ""),
        link=environment.get("CASEWRIGHT_MAIL_LINK", "") or first_origin,
        is_declined=url == "off",
    )
    if url in ("", "off"):
        return mail
    if "@" not in parseaddr(mail.sender)[1]:
        raise ImproperlyConfigured(
            "Mail needs an address it comes from. Set CASEWRIGHT_MAIL_FROM to one of yours."
        )
    if not mail.link.startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            "Mail needs to say where to read on. Set CASEWRIGHT_MAIL_LINK to the address of this "
            "server, https://casewright.example.org."
        )
    return _with_server(mail, url)


def _with_server(mail: Mail, url: str) -> Mail:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(HOW) from None  # its text would show the password
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(HOW)
    in_clear = parse_qs(parts.query).get("tls") == ["0"]
    if in_clear and parts.username:
        raise ImproperlyConfigured("A name and a password are not sent without TLS.")
    return replace(
        mail,
        is_on=True,
        backend=SMTP,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp" and not in_clear,
        speaks_tls=parts.scheme == "smtps",
    )
