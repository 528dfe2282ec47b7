"""Speed through the connector, beside fakesnow's server: the same client process, the same statements, in turns.

The client is connector 4.x, the last that fakesnow answers. Without a package index only ecomsim is measured.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import peers, servers
from benchmarks.ratios import Ratio, compare

ACTIONS = {
    "select_1": ("50 round trips of SELECT 1", 7),
    "fetch_arrow": ("1,000,000 rows × 10 columns to Arrow", 5),
    "fetch_pandas": ("1,000,000 rows × 10 columns to pandas", 3),
    "executemany": ("executemany of 10,000 rows", 2),
    "sessions": ("5 statements in each of 32 sessions at once", 3),
}
"""Action of the client: what is shown, and how often it is measured."""

LIMIT = 1.0
"""ecomsim is to be ahead in each."""


class Remote:
    """A client process that runs actions on request."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, action: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(action + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer or answer.startswith("failed"):
            raise RuntimeError(answer.strip() or f"the client died in {action}")

    def action(self, name: str) -> Callable[[], None]:
        return lambda: self.run(name)


@contextmanager
def client(python: Path, peer: servers.Peer) -> Iterator[Remote]:
    script = Path(__file__).with_name("connector_client.py")
    with subprocess.Popen(
        [str(python), "-W", "ignore", str(script), str(peer.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        remote = Remote(process)
        remote.run("prepare")
        try:
            yield remote
        finally:
            assert process.stdin is not None
            process.stdin.close()


def main() -> list[Ratio]:
    """Measure and print; returns the ratios, none when there is nothing to compare with."""
    python = peers.environment("fakesnow")
    if python is None:
        return []
    with ExitStack() as stack:
        ours = stack.enter_context(client(python, stack.enter_context(servers.ecomsim_server())))
        theirs = stack.enter_context(client(python, stack.enter_context(servers.fakesnow_server(python))))
        print(f"{'through the connector':<58} {'ecomsim':>12} {'fakesnow':>12} {'ratio':>7}")
        return [
            compare(shown, ours.action(action), theirs.action(action), limit=LIMIT, rounds=rounds)
            for action, (shown, rounds) in ACTIONS.items()
        ]


if __name__ == "__main__":
    main()
