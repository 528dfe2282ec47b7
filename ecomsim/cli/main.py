"""The `ecomsim` command: thin commands over the library, one module per group.

Exit codes: 0 done, 1 it failed, 2 wrong usage. A failure is one line on stderr that says what to do next;
with --json stdout holds exactly one JSON document and nothing else. Heavy imports happen inside the commands,
so --help is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ecomsim.cli import dashboard, demo, deployment, doctor, parity, project, query, serve, tasks, views

app = typer.Typer(
    name="ecomsim",
    help="A local-first Snowflake: run Snowflake pipelines on DuckDB, offline.",
    epilog="Start with: ecomsim demo",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(demo.demo)
app.command()(deployment.deploy)
app.command()(project.load)
app.command()(project.simulate)
app.command()(project.status)
app.command()(tasks.tasks)
app.command()(query.sql)
app.command()(deployment.teardown)
app.command()(dashboard.dashboard)
app.command()(serve.serve)
app.command()(parity.parity)
app.command()(doctor.doctor)
app.command()(views.views)


def _version(value: bool) -> None:
    if value:
        from ecomsim import __version__

        typer.echo(f"ecomsim {__version__}")
        raise typer.Exit


MEMORY_VARIABLE = "ECOMSIM_MEMORY_LIMIT"
"""As `bootstrap` reads it, which is too much to import for --help."""


class LogLevel(StrEnum):
    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


class LogFormat(StrEnum):
    text = "text"
    json = "json"


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
    log_level: Annotated[
        LogLevel,
        typer.Option("--log-level", envvar="ECOMSIM_LOG_LEVEL", help="debug says every statement, info every run."),
    ] = LogLevel.warning,
    log_format: Annotated[
        LogFormat, typer.Option("--log-format", envvar="ECOMSIM_LOG_FORMAT", help="json: one document a line.")
    ] = LogFormat.text,
    log_file: Annotated[
        Path | None,
        typer.Option(
            "--log-file", envvar="ECOMSIM_LOG_FILE", metavar="PATH", help="Append the log here instead of stderr."
        ),
    ] = None,
    memory_limit: Annotated[
        str | None,
        typer.Option(
            "--memory-limit",
            envvar=MEMORY_VARIABLE,
            metavar="SIZE",
            help="What DuckDB may use of memory before it spills beside the file: 4GB, 50%. [default: 60%]",
        ),
    ] = None,
) -> None:
    """What applies to every command; these options stand before it."""
    from ecomsim import logs

    if memory_limit is not None:
        _set_for(context, MEMORY_VARIABLE, memory_limit)
    try:
        logs.configure(level=log_level.value, form=log_format.value, path=log_file)
    except OSError as error:
        raise typer.BadParameter(f"{error.strerror}: {error.filename}", param_hint="--log-file") from error


def _set_for(context: typer.Context, variable: str, value: str) -> None:
    """Set an environment variable as long as the command runs: accounts are opened in several places and threads."""
    before = os.environ.get(variable)
    os.environ[variable] = value

    def restore() -> None:
        if before is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = before

    context.call_on_close(restore)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console entry point."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; known failures become one line on stderr."""
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="ecomsim",
            standalone_mode=False,
        )
    except typer.TyperException as error:
        if error.exit_code == 2:
            message = error.format_message().rstrip(".")
            return _report(f"{message}. Try: ecomsim {_command(arguments)}--help", 2)
        return _report(error.format_message(), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return _report("stopped.", 130)
    except BrokenPipeError:
        # the reader (head, less) has left; nothing more can be written, not even at interpreter exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from ecomsim.cli.failures import explain

        line = explain(error)
        if line is None:
            raise
        return _report(line, 1)
    return code if isinstance(code, int) else 0


def _report(line: str, code: int) -> int:
    if line:
        print(f"ecomsim: {line}", file=sys.stderr)
    return code


def _command(arguments: Sequence[str] | None) -> str:
    """The command that was typed, for the hint."""
    given = sys.argv[1:] if arguments is None else arguments
    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    return next((f"{word} " for word in given if word in names), "")
