"""EXECUTE IMMEDIATE FROM: the statements of a file on a stage, which may be a Jinja2 template.

A file is a template when it begins with --!jinja (or #!jinja) or when USING gives variables. A template sees those and
other files of stages, by include, import and extends; it runs in Jinja2's sandbox. Invariant: a path that names no
stage counts from the file it stands in. Source: Snowflake documentation, "EXECUTE IMMEDIATE FROM".
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.routines.scopes import MAX_DEPTH
from ecomsim.sqltext import nodes
from ecomsim.sqltext.split import split
from ecomsim.statements.result import Result, of_rows
from ecomsim.values import variant
from ecomsim.values.types import TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_DIRECTIVE = re.compile(r"\ufeff?\s{0,10}(--|#)!jinja2?[^\n]*\n?")
_LARGEST = 100_000
"""How many bytes a rendered template may have."""
_RUNNING = "file"
"""Under this name session.locals holds the path of the file that runs."""
_RENDERED = (Column("rendered file contents", TEXT),)


def execute(statement: nodes.ExecuteFile, session: Session) -> Result:
    """Run the file's statements in order; the answer is the last one's, or the rendered text under DRY_RUN.

    Each statement commits by itself, and the first error ends the file. Raises 001501 for a file that is not there,
    001502 for files that run each other too deep, 001503 for one without statements, 001518 for a template that renders
    to too much, and 001507 for one that does not render.
    """
    path, text = _read(absolute(statement.place, session.locals.get(_RUNNING)), session)
    if session.depth >= MAX_DEPTH:
        raise errors.fail(1502, "54001", f"Files execute each other more than {MAX_DEPTH} deep.")
    if statement.using or _DIRECTIVE.match(text):
        text = _rendered(path, {name: _value(tree, session) for name, tree in statement.using}, session)
    if statement.dry_run:
        return of_rows(_RENDERED, [(text,)], kind="call", statement_type="EXECUTE_IMMEDIATE")
    pieces = split(text)
    if not pieces:
        raise errors.fail(1503, "02000", f"File '{statement.place}' holds no statement.")
    around = session.locals.get(_RUNNING)
    session.locals[_RUNNING] = path
    session.depth += 1
    try:
        return [session.execute(piece.text) for piece in pieces][-1]
    finally:
        session.depth -= 1
        session.locals[_RUNNING] = around


def absolute(place: str, beside: str | None) -> str:
    """The path of a place as written; one without a stage counts from the file `beside`."""
    if place.startswith("@") or "://" in place:
        return place
    if beside is None:
        raise errors.fail(1501, "02000", f"File '{place}' not found: a relative path needs a file that it counts from.")
    if "://" in beside:
        raise errors.unsupported(f"the path '{place}' relative to '{beside}'")
    stage, _, folder = posixpath.dirname(beside).partition("/")
    path = posixpath.normpath(posixpath.join("/", folder, place))
    return f"{stage}{path}"


def _read(path: str, session: Session) -> tuple[str, str]:
    """The path with the full name of its stage, which a USE in the file does not change, and the file's text."""
    from ecomsim.staging import places

    where = places.resolve(path, session)
    found = next((file for file in places.files(where) if file.relative == where.prefix), None)
    if found is None:
        raise errors.fail(1501, "02000", f"File '{path}' not found.")
    full = path if where.stage is None or "://" in path else f"@{where.stage.name}/{where.prefix}"
    return full, found.path.read_text(encoding="utf-8", errors="replace")


def _value(tree: Any, session: Session) -> Any:
    """A variable's value as Python has it; VARIANT, OBJECT and ARRAY as their members."""
    value, kind = session.evaluate(tree)
    return variant.value(value) if value is not None and kind.is_json else value


def _source(path: str, session: Session) -> str:
    """The text of a template, without its directive."""
    _, text = _read(path, session)
    found = _DIRECTIVE.match(text)
    return text if found is None else text[found.end() :]


def _rendered(path: str, values: dict[str, Any], session: Session) -> str:
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    class Stages(SandboxedEnvironment):
        def join_path(self, template: str, parent: str) -> str:
            return absolute(template, parent)

    environment = Stages(
        loader=jinja2.FunctionLoader(lambda name: _source(name, session)), undefined=jinja2.StrictUndefined
    )
    try:
        found = environment.get_template(path).render(values)
    except SnowflakeError:
        raise
    except Exception as cause:  # what a template computes may raise anything
        raise errors.fail(1507, "42601", f"Template '{path}' cannot be rendered: {cause}") from cause
    if len(found.encode()) > _LARGEST:
        raise errors.fail(1518, "42601", f"Size of expanded template exceeds limit of {_LARGEST:,} bytes.")
    return found
