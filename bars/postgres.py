"""A PostgreSQL server of our own that a bar may stop and start, and a line to it that may fail."""

import contextlib
import os
import select
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType

from bars.ports import free_port

BYTES_AT_ONCE = 65_536


class Postgres:
    """A server in a folder of its own, on a port of the loopback; as root it runs as `postgres`."""

    def __init__(self, place: Path | None = None) -> None:
        self.place = place or Path(tempfile.mkdtemp(prefix="bar-pg-"))
        self.port = free_port()
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]

    def __enter__(self) -> "Postgres":
        if os.getuid() == 0:
            subprocess.run(["chown", "postgres", str(self.place)], check=True)
        self._do(
            *("initdb", "-D", f"{self.place}/data", "-U", "casewright", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        self.start()
        self._do(
            "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "casewright", "casewright"
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop("immediate", may_fail=True)
        subprocess.run(
            ["rm", "-rf", str(self.place / "data"), str(self.place / "log")], check=False
        )

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = (
            f"-k {self.place} -p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=60 "
            "-c shared_buffers=32MB -c max_wal_size=64MB -c min_wal_size=32MB"
        )
        self._do(
            *("pg_ctl", "-D", f"{self.place}/data", "-w", "-l", f"{self.place}/log", "-o", options),
            "start",
        )

    def stop(self, mode: str, *, may_fail: bool = False) -> None:
        """Stop it: `fast` ends every connection, `immediate` is as if it were killed."""
        self._do("pg_ctl", "-D", f"{self.place}/data", "-m", mode, "stop", may_fail=may_fail)

    def address(self, port: int | None = None, database: str = "casewright") -> str:
        """Where to find it, if need be through another port."""
        return f"postgresql://casewright@127.0.0.1:{port or self.port}/{database}"

    def _do(self, program: str, *arguments: str, may_fail: bool = False) -> None:
        runs_as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        line = [*runs_as, str(self.programs / program), *arguments]
        subprocess.run(line, check=not may_fail, stdout=subprocess.DEVNULL, cwd=self.place)


class Line:
    """A line to a server: `open`, `slow` (200 ms each way), `refused`, or `silent`: what is sent
    is taken and never answered. Changing it cuts nothing by itself; `cut` does."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.state = "open"
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        self.port = free_port()
        self.listener: socket.socket | None = None
        self.set("open")

    def set(self, state: str) -> None:
        """Let the line be so from now on."""
        self.state = state
        if state == "refused" and self.listener:
            closing, self.listener = self.listener, None
            # Whoever waits in `accept` would take in one more, although it is closed.
            closing.shutdown(socket.SHUT_RDWR)
            closing.close()
        if state != "refused" and self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            threading.Thread(target=self._take, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """End every connection there is."""
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for one in pair:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                here, _ = listener.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(("127.0.0.1", self.to_port), timeout=5)
            except OSError:
                here.close()
                continue
            self.pairs.append((here, there))
            for way in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            while True:
                if self.state == "silent":
                    time.sleep(0.1)
                    continue
                if not select.select([one], [], [], 0.2)[0]:
                    continue
                if self.state == "silent":
                    continue
                if not (read := one.recv(BYTES_AT_ONCE)):
                    break
                if self.state == "slow":
                    time.sleep(0.2)
                other.sendall(read)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
