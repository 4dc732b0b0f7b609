"""What keeps texts safe that wait on somebody's device until the server can be reached."""

from base64 import b64encode
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from casewright.security.models import User

SALT = "casewright.desk.device"


@dataclass(frozen=True)
class Seal:
    """Whose texts they are, and the key (AES, 256 bits, in base64) that seals them."""

    whose: str
    key: str


def seal_of(user: User) -> Seal:
    """Each member of staff has one, the same on every device and in every session.

    It comes with the pages of whoever is signed in and is stored nowhere: what lies on a device
    can be read by nobody but its writer, signed in. A new secret key of the server makes new ones.
    """
    key = salted_hmac(SALT, str(user.pk), algorithm="sha256").digest()
    return Seal(whose=str(user.pk), key=b64encode(key).decode())
