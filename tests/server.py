"""The real server as a process of its own, on a free port, with a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services import database
from services.settings import ROOT

_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """Where it answers, its settings, and what it printed."""

    address: str
    environment: dict[str, str]
    log: Path

    def cli(self, *words: str, given: str = "") -> str:
        """One command of `python -m cli` on the server's database; returns its standard output."""
        command = [sys.executable, "-m", "cli", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, input=given, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def inside(server: Server) -> Iterator[None]:
    """Within the block the services of this process work on the server's database."""
    url = server.environment["DAIBAN_DATABASE_URL"]
    database.use(url)
    try:
        yield
    finally:
        database.dispose(url)
        database.use(None)


def prepared(folder: Path, **settings: str) -> Server:
    """A server that does not run yet: its settings point into `folder`."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    own = {
        "DAIBAN_DATABASE_URL": f"sqlite:///{folder / 'daiban.db'}",
        "DAIBAN_DATA_FOLDER": str(folder / "files"),
        "DAIBAN_BASE_URL": address,
        **{f"DAIBAN_{name.upper()}": value for name, value in settings.items()},
    }
    return Server(address, os.environ | own, folder / "server.log")


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server answers within the block and is stopped after it."""
    port = server.address.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port]
    command += ["--server.headless", "true", "--server.address", "127.0.0.1"]
    with server.log.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=server.environment, stdout=log, stderr=log)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _wait(server: Server, process: subprocess.Popen) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, server.log.read_text()
        try:
            with urllib.request.urlopen(f"{server.address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer:\n{server.log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
