"""What a server is started with: where it listens, which account it hosts, who may log in, and its limits.

Safe by default: an address that other machines can reach is refused unless a password is set.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ecomsim.errors import InterfaceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """database: the DuckDB file of the account, or ":memory:"; start: where a virtual clock begins.

    user and password: the one login that is accepted; without a password every login is. hold: how long an answer may
    keep a client waiting before it is told to come back; max_request: bytes of a request body, also once unpacked;
    kept_results: bytes of results kept for later fetches, oldest go first.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    database: str = ":memory:"
    clock: Literal["wall", "virtual"] = "wall"
    start: datetime | None = None
    user: str | None = None
    password: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    session_validity: timedelta = timedelta(hours=1)
    master_validity: timedelta = timedelta(hours=4)
    hold: timedelta = timedelta(seconds=40)
    max_request: int = 64 * 1024 * 1024
    kept_results: int = 1024 * 1024 * 1024
    threads: int = 512

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and not self.password:
            raise InterfaceError(
                f"{self.host} can be reached by other machines: give --password, or listen on 127.0.0.1.",
                errno=251007,
                sqlstate="22023",
            )
        if bool(self.certificate) != bool(self.private_key):
            raise InterfaceError("TLS needs both a certificate and its private key.", errno=251007, sqlstate="22023")

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; names other than localhost count as reachable."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
