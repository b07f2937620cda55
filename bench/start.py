"""From the start of the server to its first page."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.measure import Figure
from services.settings import ROOT


def figures(folder: Path) -> list[Figure]:
    return [Figure("start to first page, fresh database", _first_page(folder), None, 5)]


def _first_page(folder: Path) -> float:
    port = _free_port()
    environment = os.environ | {"DAIBAN_DATABASE_URL": f"sqlite:///{folder / 'start.db'}"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    started = time.perf_counter()
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/"):
            if time.perf_counter() - started > 60:
                raise TimeoutError("the server did not answer within a minute")
            time.sleep(0.05)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(10)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
