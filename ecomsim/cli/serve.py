"""`ecomsim serve`: host an account for Snowflake clients on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, ClockName, Database, parse_start


def serve(
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Address to listen on; others than this machine's need --password or --public-key."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 8765,
    database: Database = DEFAULT_DATABASE,
    clock: Annotated[
        ClockName, typer.Option("--clock", help="wall: tasks run by themselves; virtual: time moves when told to.")
    ] = ClockName.wall,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="Where a virtual clock begins (UTC).")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", envvar="ECOMSIM_USER", help="The one user that may log in.")
    ] = None,
    password: Annotated[
        str | None,
        typer.Option("--password", envvar="ECOMSIM_PASSWORD", help="Password of logins; without one any is good."),
    ] = None,
    public_key: Annotated[
        str | None, typer.Option("--public-key", metavar="PATH", help="Public key (PEM) of --user for key-pair logins.")
    ] = None,
    certificate: Annotated[
        str | None, typer.Option("--tls-cert", metavar="PATH", help="TLS certificate (PEM): serve https.")
    ] = None,
    private_key: Annotated[
        str | None, typer.Option("--tls-key", metavar="PATH", help="Private key of the certificate (PEM).")
    ] = None,
    python: Annotated[
        bool | None,
        typer.Option(
            "--python/--no-python",
            help="Run Python functions and procedures, in this process with its rights. "
            "Default: yes where only this machine can connect.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Let any Snowflake client connect: the account is served until Ctrl-C.

    Example: ecomsim serve --database shop.duckdb
    """
    from ecomsim.cli import output
    from ecomsim.server import run
    from ecomsim.server.settings import Settings, read_public_key

    settings = Settings(
        host=host,
        port=port,
        database=database,
        clock=clock.value,
        start=parse_start(start),
        user=user,
        password=password,
        public_key=read_public_key(public_key),
        python=python,
        certificate=certificate,
        private_key=private_key,
    )
    run.serve(settings, lambda address: typer.echo(f"listening on {address}"))
    kept = "its data was in memory and is gone" if database.startswith(":memory:") else f"{database} keeps everything"
    output.notes().print(f"Stopped; {kept}.")
