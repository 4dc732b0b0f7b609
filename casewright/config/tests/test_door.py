"""The door takes a request in whole, within limits, before anything is done for it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from casewright.config import door
from casewright.config.door import Door, NotTakenInError, environment, taken_in
from casewright.foundation.measuring import OURS


@pytest.fixture(autouse=True)
def _no_network(socket_enabled: None) -> None:
    """A loop wakes itself through a pair of sockets of its own; nothing here leaves the process."""


class Headers(dict[str, str]):
    """As the web server gives them: names in small letters."""


def scope(**more: Any) -> Any:
    given = {
        "proto": "http",
        "method": "POST",
        "path": "/people/",
        "query_string": "q=a",
        "http_version": "1.1",
        "scheme": "http",
        "server": "127.0.0.1:8000",
        "client": "127.0.0.1:4000",
        "authority": None,
        "headers": Headers({"host": "localhost", "content-length": "3"}),
    }
    return SimpleNamespace(**{**given, **more})


class Protocol:
    """Sends the parts of a body, and remembers the answer."""

    def __init__(self, *parts: bytes, then: BaseException | None = None) -> None:
        self.parts, self.then = parts, then
        self.answer: tuple[int, Any] = (0, b"")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.then:
            raise self.then

    def response_bytes(self, status: int, _headers: Any, body: bytes) -> None:
        self.answer = (status, body)

    def response_str(self, status: int, _headers: Any, body: str) -> None:
        self.answer = (status, body.encode())


def pages(found: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("content-type", "text/plain")])
    return [found["PATH_INFO"].encode(), b" ", found["wsgi.input"].read()]


def test_a_request_is_answered_with_its_whole_body() -> None:
    protocol = Protocol(b"a", b"bc")
    asyncio.run(Door(pages).__rsgi__(scope(), protocol))
    assert protocol.answer == (200, b"/people/ abc")


@pytest.mark.parametrize(
    ("length", "parts", "status"),
    [
        ("99999999999", (), 413),
        ("-5", (b"a",), 400),
        ("\u0663", (b"a",), 400),
        ("9", (b"abc",), 400),
        ("3", (b"abc" * 5_000_000,), 413),
    ],
)
def test_what_is_too_large_or_cut_short_is_not_taken_in(
    length: str, parts: tuple[bytes, ...], status: int
) -> None:
    protocol = Protocol(*parts)
    asyncio.run(Door(pages).__rsgi__(scope(headers=Headers({"content-length": length})), protocol))
    assert protocol.answer[0] == status


def test_a_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Protocol):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"a"
            await asyncio.Event().wait()

    monkeypatch.setattr(door, "BODY_SECONDS", 0)
    with pytest.raises(NotTakenInError) as refused:
        asyncio.run(taken_in(scope(), Silent()))
    assert refused.value.status == 408


def test_a_request_that_waited_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "QUEUE_SECONDS", -1)
    protocol = Protocol(b"abc")
    asyncio.run(Door(pages).__rsgi__(scope(), protocol))
    assert protocol.answer[0] == 503
    assert b"Nothing was saved" in protocol.answer[1]


def test_whoever_is_sent_away_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(status: int) -> float:
        name = "casewright_requests_turned_away_total"
        return OURS.get_sample_value(name, {"status": str(status)}) or 0

    before = {status: counted(status) for status in (413, 503)}
    large = scope(headers=Headers({"content-length": "99999999999"}))
    asyncio.run(Door(pages).__rsgi__(large, Protocol()))
    monkeypatch.setattr(door, "QUEUE_SECONDS", -1)
    asyncio.run(Door(pages).__rsgi__(scope(), Protocol(b"abc")))
    assert {status: counted(status) - before[status] for status in before} == {413: 1, 503: 1}


def test_the_parts_have_the_names_of_pep_3333() -> None:
    headers = Headers({"host": "localhost", "x-csrftoken": "t", "content-type": "text/plain"})
    found = environment(scope(path="/señora/", headers=headers), b"abc")
    assert found["PATH_INFO"].encode("latin-1").decode() == "/señora/"
    assert found["QUERY_STRING"] == "q=a"
    assert found["HTTP_X_CSRFTOKEN"] == "t"
    assert (found["CONTENT_TYPE"], found["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert (found["REMOTE_ADDR"], found["HTTP_HOST"]) == ("127.0.0.1", "localhost")


def test_a_header_that_passes_for_another_is_dropped() -> None:
    headers = Headers({"host": "localhost", "x_forwarded_proto": "https"})
    assert "HTTP_X_FORWARDED_PROTO" not in environment(scope(headers=headers), b"")
