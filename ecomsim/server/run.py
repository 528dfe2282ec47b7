"""Starting and stopping: a server in the foreground, or in a thread of this process for tests.

The socket is bound first, so that port 0 finds a free one and a busy port is one clear error.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Self

import uvicorn

from ecomsim.errors import OperationalError
from ecomsim.server.app import create_app
from ecomsim.server.service import Service
from ecomsim.server.settings import Settings


class _Uvicorn(uvicorn.Server):
    """uvicorn that says when it is ready, and leaves the closing of the account to us when a signal ends it."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def leave(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` gets the address once clients can connect.

    Raises OperationalError when the port is taken or the database cannot be opened.
    """
    sock = bind(settings)
    try:
        service = Service(settings)
        try:
            _uvicorn(settings, service, lambda: on_ready(address(settings, sock))).run(sockets=[sock])
        finally:
            service.close()
    finally:
        sock.close()


class Server:
    """A server in a thread: `with Server(Settings(port=0)) as server: connect(port=server.port)`."""

    def __init__(self, settings: Settings) -> None:
        self._socket = bind(settings)
        self.settings = replace(settings, port=self._socket.getsockname()[1])
        self.url = address(settings, self._socket)
        self.service = Service(self.settings)
        self._ready = threading.Event()
        self._uvicorn = _uvicorn(self.settings, self.service, self._ready.set)
        self._thread = threading.Thread(
            target=self._uvicorn.run, kwargs={"sockets": [self._socket]}, name="ecomsim server", daemon=True
        )

    @property
    def port(self) -> int:
        return self.settings.port

    def start(self) -> Self:
        self._thread.start()
        if not self._ready.wait(30):
            raise OperationalError("The server did not start.", errno=250001, sqlstate="08001")
        return self

    def stop(self) -> None:
        """Stop serving and close the accounts."""
        self.service.book.stop_all()
        self._uvicorn.should_exit = True
        self._thread.join(30)
        self.service.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def bind(settings: Settings) -> socket.socket:
    """A listening socket for the settings' address. Raises OperationalError when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # the protocol must be named: asyncio switches Nagle's delay off only for sockets that say they are TCP
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((settings.host.strip("[]"), settings.port))
        sock.listen(512)
    except OSError as cause:
        sock.close()
        raise OperationalError(
            f"Cannot listen on {settings.host} port {settings.port}: {cause.strerror}. Choose another --port.",
            errno=250001,
            sqlstate="08001",
        ) from cause
    return sock


def address(settings: Settings, sock: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{settings.scheme}://{host}:{sock.getsockname()[1]}"


def _uvicorn(settings: Settings, service: Service, on_ready: Callable[[], None]) -> _Uvicorn:
    config = uvicorn.Config(
        create_app(service),
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.private_key,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )
    return _Uvicorn(config, on_ready)
