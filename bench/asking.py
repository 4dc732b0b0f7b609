"""Somebody who asks a server as often as it answers: `python -m bench.asking PORT FILE`.

FILE is JSON: {"cookie", "token", "callers", "seconds" or "requests", "asked": [[method, path,
form], ...]}; a fourth of these is the cookie of somebody else. Each caller keeps one connection
and takes the requests in turn; a form's `{n}` becomes a number of its own. Prints {"requests",
"errors", "seconds", "rps", "p50", "p95"}, the times in milliseconds; an error is any status but
200 and 302, or no answer.
"""

import itertools
import json
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

NUMBERS = itertools.count()


def main() -> None:
    """Ask, and print how it went."""
    port, asked = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    times: list[float] = []
    errors: list[str] = []
    left = itertools.count()
    began = time.perf_counter()
    until = began + asked.get("seconds", 3600)
    threads = [
        threading.Thread(target=caller, args=(port, asked, left, until, times, errors))
        for _ in range(asked["callers"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    times.sort()
    answer = {
        "requests": len(times),
        "errors": len(errors),
        "first_errors": errors[:3],
        "seconds": round(seconds, 2),
        "rps": round(len(times) / seconds, 1),
        "p50": round(times[len(times) // 2] * 1000, 2) if times else 0,
        "p95": round(times[int(len(times) * 0.95)] * 1000, 2) if times else 0,
    }
    print(json.dumps(answer))


def caller(
    port: int,
    asked: dict[str, Any],
    left: "itertools.count[int]",
    until: float,
    times: list[float],
    errors: list[str],
) -> None:
    """One of them, until the time is over or all has been asked."""
    most = asked.get("requests", 10**9)
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while time.perf_counter() < until and (turn := next(left)) < most:
        method, path, form, *whose = asked["asked"][turn % len(asked["asked"])]
        sent = request(port, {**asked, "cookie": whose[0]} if whose else asked, method, path, form)
        began = time.perf_counter()
        try:
            line.sendall(sent)
            status = read_answer(line)
        except (OSError, ValueError) as fault:
            status = 0
            errors.append(f"{method} {path} {type(fault).__name__}")
            line.close()
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
        times.append(time.perf_counter() - began)
        if status not in (0, 200, 302):
            errors.append(f"{method} {path} {status}")
    line.close()


def request(
    port: int, asked: dict[str, Any], method: str, path: str, form: dict[str, str]
) -> bytes:
    """The bytes of one request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {asked['cookie']}\r\n"
        f"X-CSRFToken: {asked['token']}\r\n"
    )
    if method == "GET":
        return f"{head}\r\n".encode()
    own = f"{next(NUMBERS)}-{threading.get_ident()}-{time.time_ns()}"
    body = urlencode({name: value.replace("{n}", own) for name, value in form.items()}).encode()
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def read_answer(line: socket.socket) -> int:
    """Read one whole answer; gives its status."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = line.recv(65_536)
        if not part:
            raise ConnectionError
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    lower = head.lower()
    if b"\r\ncontent-length:" in lower:
        length = int(lower.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
        left = length - len(body)
        while left > 0:
            part = line.recv(65_536)
            if not part:
                raise ConnectionError
            left -= len(part)
    elif b"\r\ntransfer-encoding: chunked" in lower:
        while not body.endswith(b"0\r\n\r\n"):
            body = body[-8:] + line.recv(65_536)
    return int(head[9:12])


if __name__ == "__main__":
    main()
