"""The wheel as a stranger has it: built, installed by pip, pipx and uv, run and type-checked far from the checkout.

usage: python -m tools.packaging   (some minutes; installs from the package index pip is configured for)

Everything happens in a temporary folder, with the installers in an environment of their own. Ends with 1 when anything
is not as it should be, and says what.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("demo", "doctor", "deploy", "load", "status", "dashboard", "serve", "sql")
CONSUMER = """\
import ecomsim

with ecomsim.connect("shop.duckdb", clock="virtual") as connection:
    reveal_type(connection)
    reveal_type(connection.cursor())
    wrong: int = connection.cursor()
ecomsim.connect(databse="shop.duckdb")
"""
SEEN = (
    'Revealed type is "ecomsim.client.connection.Connection"',
    'Revealed type is "ecomsim.client.cursor.SnowflakeCursor"',
    "Incompatible types in assignment",
    'No overload variant of "connect"',
)
"""What a type checker says of CONSUMER when the package exports its types."""


Variables = Mapping[str, str | Path]
NONE: Variables = MappingProxyType({})


class PackagingError(Exception):
    """Something is not as it should be; the message says what."""


def run(
    command: Sequence[str | Path],
    cwd: Path,
    *,
    wanted: int = 0,
    variables: Mapping[str, str | Path] = MappingProxyType({}),
) -> str:
    """What a command printed. Raises PackagingError when it ends otherwise than `wanted`."""
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MYPYPATH"}}
    environment |= {key: str(value) for key, value in variables.items()}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != wanted:
        raise PackagingError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(folder: Path, *packages: str | Path) -> Path:
    """A new environment with `packages`; its folder of programs."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run([programs / "python", "-m", "pip", "install", "--quiet", *packages], folder)
    return programs


def works(ecomsim: Path, folder: Path) -> None:
    """The installed command explains itself, and makes, fills and describes a shop."""
    folder.mkdir()
    for name in COMMANDS:
        if "Usage:" not in run([ecomsim, name, "--help"], folder):
            raise PackagingError(f"{ecomsim} {name} --help does not say how to use it")
    run([ecomsim, "doctor"], folder)
    run([ecomsim, "deploy", "--database", "shop.duckdb"], folder)
    run([ecomsim, "load", "--database", "shop.duckdb", "--scale", "0.1"], folder)
    run([ecomsim, "doctor", "--database", "shop.duckdb"], folder)
    if "RAW_DATA.ORDERS" not in run([ecomsim, "status", "--database", "shop.duckdb"], folder):
        raise PackagingError(f"{ecomsim} status does not show the source tables")


def typed(python: Path, folder: Path) -> None:
    """A type checker sees the types of the package that `python` has installed."""
    folder.mkdir()
    (folder / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    checker: list[str | Path] = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        os.devnull,
        "--cache-dir",
        folder / "cache",
    ]
    said = run([*checker, "--python-executable", python, "consumer.py"], folder, wanted=1)
    if missing := [line for line in SEEN if line not in said]:
        raise PackagingError(f"a consumer's mypy does not say {missing}, but:\n{said}")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ecomsim-packaging-") as name:
        place = Path(name)
        run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place / "dist"], ROOT)
        (wheel,) = (place / "dist").glob("ecomsim-*.whl")
        installers = environment(place / "installers", "pipx", "uv")

        def by_pip() -> None:
            programs = environment(place / "pip", wheel)
            works(programs / "ecomsim", place / "shop-pip")
            typed(programs / "python", place / "consumer")

        def by_pipx() -> None:
            own = {"PIPX_HOME": place / "pipx", "PIPX_BIN_DIR": place / "pipx-bin"}
            run([installers / "pipx", "install", "--python", sys.executable, wheel], place, variables=own)
            works(place / "pipx-bin" / "ecomsim", place / "shop-pipx")

        uv: Variables = {
            "UV_TOOL_DIR": place / "uv",
            "UV_TOOL_BIN_DIR": place / "uv-bin",
            "UV_CACHE_DIR": place / "uv-cache",
            "UV_PYTHON": sys.executable,
        }

        def by_uv_tool() -> None:
            run([installers / "uv", "tool", "install", wheel], place, variables=uv)
            works(place / "uv-bin" / "ecomsim", place / "shop-uv")

        def by_uvx() -> None:
            said = run([installers / "uvx", "--from", wheel, "ecomsim", "--version"], place, variables=uv)
            if not said.startswith("ecomsim "):
                raise PackagingError(f"uvx --from … ecomsim --version says {said!r}")

        ways: dict[str, Callable[[], None]] = {"pip": by_pip, "pipx": by_pipx, "uv tool": by_uv_tool, "uvx": by_uvx}
        failed = 0
        for way, install in ways.items():
            try:
                install()
            except PackagingError as why:
                failed += 1
                print(f"{way}: {why}", flush=True)
            else:
                print(f"{way}: installed, and works", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
