"""Servers to measure, each in a process of its own on a free port of this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_SERVE_FAKESNOW = """
import sys, uvicorn
import fakesnow.server
uvicorn.run(fakesnow.server.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""
_SERVE_ECOMSIM = """
import sys
from ecomsim.cli.main import main
sys.argv[1:] = ["serve", "--database", ":memory:", "--port", sys.argv[1]]
main()
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """An emulator's server: its name and its port on this machine."""

    name: str
    port: int


@contextmanager
def fakesnow_server(python: Path) -> Iterator[Peer]:
    with _served("fakesnow", python, _SERVE_FAKESNOW) as peer:
        yield peer


@contextmanager
def ecomsim_server() -> Iterator[Peer]:
    with _served("ecomsim", Path(sys.executable), _SERVE_ECOMSIM) as peer:
        yield peer


@contextmanager
def _served(name: str, python: Path, code: str) -> Iterator[Peer]:
    port = _free_port()
    with subprocess.Popen(
        [str(python), "-W", "ignore", "-c", code, str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(port, server)
            yield Peer(name, port)
        finally:
            server.terminate()


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
