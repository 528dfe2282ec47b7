"""The emulators a user would pick instead, each in an environment of its own under build/peers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "build" / "peers"
PEERS = {
    "fakesnow": "fakesnow[server]==0.12.1 snowflake-connector-python<5",
    "snowduck": "snowduck[server]==0.3.0 sqlglot==30.18.0",
}
"""Name → what pip installs; the second requirement is one that the first works with."""


def environment(name: str) -> Path | None:
    """The Python that has the peer, made when it is not there; None, with a message, when it cannot be installed."""
    home = FOLDER / name
    python, stamp = home / "bin" / "python", home / ".installed"
    wanted = f"{PEERS[name]} pandas pyarrow"
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted.split()]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        print(f"{name} is left out, it could not be installed: {last}", file=sys.stderr)
        return None
    stamp.write_text(wanted)
    return python


def environments() -> dict[str, Path]:
    """All peers that could be installed."""
    found = {name: environment(name) for name in PEERS}
    return {name: python for name, python in found.items() if python is not None}
