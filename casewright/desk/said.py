"""What was just done, in a sentence, carried over a redirect to the next page."""

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, sentence: str) -> None:
    """Say a sentence on the next page that is shown to this browser."""
    messages.info(request, sentence)


def said_to(request: HttpRequest) -> list[str]:
    """The sentences said since the last page; reading them takes them away."""
    return [str(message) for message in messages.get_messages(request)]
