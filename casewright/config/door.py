"""The door for the web server: takes in a request whole, then hands it to a thread of ours.

Where a thread itself waits for what a browser sends, as few slow clients as there are threads
stop everybody's work. Here waiting costs no thread: a body is taken in beside all others, with a
limit of time and of size, and only then is there something to do. `/healthz` and `/readyz` have
threads of their own, so that they answer while every other one waits for a database.
"""

import asyncio
import contextlib
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from django.conf import settings

from casewright.config.wsgi import application as pages
from casewright.foundation.measuring import turned_away

THREADS = 4
BODY_SECONDS = 60
# Whatever is larger than this is nothing that a page here asks for.
MOST_BYTES = 4 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# A request that nobody took up in so long is sent away: it would come to its turn too late.
QUEUE_SECONDS = 3.5
HEALTH = ("/healthz", "/readyz")
PLAIN = [("content-type", "text/plain")]

Headers = list[tuple[str, str]]
Taken = tuple[int, Headers, bytes]


class NotTakenInError(Exception):
    """A request that is not taken in: the status and the words of the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Door:
    """What the web server calls for every request (RSGI 1)."""

    def __init__(self, pages: Callable[..., Iterable[bytes]]) -> None:
        self.pages = pages
        self.desk = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")
        # One each: the one that asks the database may have to wait for it.
        self.health = {path: ThreadPoolExecutor(1, thread_name_prefix="health") for path in HEALTH}

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.proto != "http":
            protocol.close(403)
            return
        try:
            body = await taken_in(scope, protocol)
        except NotTakenInError as refusal:
            turned_away(refusal.status)
            protocol.response_str(refusal.status, PLAIN, f"{refusal.words}\n")
            return
        threads = self.health.get(scope.path, self.desk)
        loop = asyncio.get_running_loop()
        status, headers, page = await loop.run_in_executor(
            threads, self._answer, scope, body, monotonic()
        )
        # A reader may be gone by now; nobody is left to be told.
        with contextlib.suppress(RuntimeError):
            protocol.response_bytes(status, headers, page)

    def _answer(self, scope: Any, body: bytes, came_at: float) -> Taken:
        """Let the pages answer, in this thread."""
        if monotonic() - came_at > QUEUE_SECONDS:
            turned_away(503)
            return 503, PLAIN, b"Too much is waiting. Nothing was saved: send it again soon.\n"
        told: list[Any] = [500, []]

        def start(status: str, headers: Headers, _error: object = None) -> None:
            told[:] = [int(status.split(" ", 1)[0]), headers]

        answer = self.pages(environment(scope, body), start)
        try:
            page = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()
        return told[0], told[1], page


async def taken_in(scope: Any, protocol: Any) -> bytes:
    """The whole body. Raises NotTakenInError for one that is too large, too slow or cut short."""
    declared = scope.headers.get("content-length") or "0"
    if not declared.isascii() or not declared.isdigit():
        raise NotTakenInError(400, "The length of what was sent is no number.")
    if int(declared) > MOST_BYTES:
        raise NotTakenInError(413, "This is more than can be sent at once.")
    if declared == "0" and "transfer-encoding" not in scope.headers:
        return b""
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in protocol:
                size += len(part)
                if size > MOST_BYTES:
                    raise NotTakenInError(413, "This is more than can be sent at once.")
                parts.append(bytes(part))
    except TimeoutError as late:
        raise NotTakenInError(
            408, "It took too long to arrive. Nothing was saved: send it again."
        ) from late
    except RuntimeError as cut:
        raise NotTakenInError(400, "It did not arrive whole. Nothing was saved.") from cut
    if declared != "0" and size != int(declared):
        raise NotTakenInError(400, "It did not arrive whole. Nothing was saved.")
    return b"".join(parts)


def environment(scope: Any, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 names its parts."""
    host, _, port = scope.server.rpartition(":")
    client, _, client_port = scope.client.rpartition(":")
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            # It would pass for the header of the same name with hyphens.
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        between = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{between}{value}" if key in found else value
    if "HTTP_CONTENT_TYPE" in found:
        found["CONTENT_TYPE"] = found.pop("HTTP_CONTENT_TYPE")
    found.pop("HTTP_CONTENT_LENGTH", None)
    found["CONTENT_LENGTH"] = str(len(body))
    found.setdefault("HTTP_HOST", scope.authority or f"{host}:{port}")
    return found


application = Door(pages)
