"""What a server is started with: where it listens, which account it hosts, who may log in, and its limits.

Safe by default: an address that other machines can reach is refused unless a password or a key is set, and Python
handlers, which run in the server's process with its rights, are then off unless asked for.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from ecomsim.access import credentials
from ecomsim.errors import InterfaceError, SnowflakeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """database: the DuckDB file of the account, or ":memory:"; start: where a virtual clock begins.

    user, password and public_key (base64): the server's own login; without password and key every login is accepted.
    certificate and private_key: PEM files for https. python: whether Python functions and procedures run; None is yes
    on an address of this machine alone. hold: how long an answer may keep a client waiting before it is told to come
    back; max_request: bytes of a request body, also once unpacked; spill: bytes from which a result goes to a file;
    kept_results and kept_files: bytes of results kept for later fetches, in memory and in files, oldest go first;
    result_validity: how long they are kept at most.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    database: str = ":memory:"
    clock: Literal["wall", "virtual"] = "wall"
    start: datetime | None = None
    user: str | None = None
    password: str | None = None
    public_key: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    python: bool | None = None
    session_validity: timedelta = timedelta(hours=1)
    master_validity: timedelta = timedelta(hours=4)
    hold: timedelta = timedelta(seconds=40)
    max_request: int = 64 * 1024 * 1024
    spill: int = 16 * 1024 * 1024
    kept_results: int = 512 * 1024 * 1024
    kept_files: int = 16 * 1024 * 1024 * 1024
    result_validity: timedelta = timedelta(hours=24)
    threads: int = 512

    def __post_init__(self) -> None:
        if not is_loopback(self.host) and self.is_open:
            raise _refused(
                f"{self.host} can be reached by other machines: give --password or --public-key, or use 127.0.0.1."
            )
        if self.public_key and not self.user:
            raise _refused("--public-key is the key of --user: give both.")
        if bool(self.certificate) != bool(self.private_key):
            raise _refused("TLS needs both a certificate and its private key.")

    @property
    def is_open(self) -> bool:
        """Whether logins need no secret."""
        return not self.password and not self.public_key

    @property
    def runs_python(self) -> bool:
        return is_loopback(self.host) if self.python is None else self.python

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"


def read_public_key(path: str | None) -> str | None:
    """The base64 text of a PEM file with an RSA public key. Raises InterfaceError for anything else."""
    if path is None:
        return None
    try:
        lines = Path(path).expanduser().read_text("ascii").split("\n")
        key = "".join(line.strip() for line in lines if "-----" not in line)
        credentials.der(key)
    except (OSError, ValueError, SnowflakeError) as cause:
        raise _refused(f"{path} holds no RSA public key of 2,048 bits or more in PEM form.") from cause
    return key


def _refused(reason: str) -> InterfaceError:
    return InterfaceError(reason, errno=251007, sqlstate="22023")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; names other than localhost count as reachable."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
