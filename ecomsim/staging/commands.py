"""CREATE, ALTER and DROP of stages and file formats; LIST, REMOVE, PUT and GET.

PUT and GET work on local files of this process; over the wire a client does that work itself.
Source: spec/sql-semantics.md section 11, spec/metadata.md section 1, spec/wire-protocol.md section 10.
"""

from __future__ import annotations

import glob
import gzip
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import FileFormat, Stage
from ecomsim.errors import ProgrammingError
from ecomsim.lineage import access as accesses
from ecomsim.lineage.history import note
from ecomsim.sqltext import nodes
from ecomsim.sqltext.options import TAGS
from ecomsim.staging import directories, formats, places
from ecomsim.staging.places import Place, StagedFile
from ecomsim.statements.result import Result, of_rows, status
from ecomsim.tags import tagging
from ecomsim.values.types import INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."


# --- stages ------------------------------------------------------------------------------------------------------


def create_stage(statement: nodes.CreateStage, session: Session) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY] STAGE; replacing one deletes its files."""
    name = session.resolve(statement.name, "CREATE STAGE")
    session.require_container(name)
    existing = session.catalog.get("STAGE", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists != "replace":
        raise errors.already_exists(name)
    stage = Stage(
        id=0,
        name=name,
        created_on=session.now,
        owner=session.role,
        session_id=session.id if statement.temporary else None,
        **_described(statement.options, session),
    )
    with session.ddl() as change:
        if isinstance(existing, Stage):
            _remove(existing, change)
        stage = replace(stage, id=change.new_id(), created_on=change.now)
        if _enabled(statement.options.get("DIRECTORY")):
            stage = directories.enable(stage, change)
        change.add(stage)
    if isinstance(existing, Stage):
        _delete_files(existing, session)
    return status(f"Stage area {name.last} successfully created.", "CREATE")


def _described(options: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """The fields that properties of a stage set."""
    found: dict[str, Any] = {}
    for refused in ("STORAGE_INTEGRATION", "CREDENTIALS", "ENDPOINT"):
        if refused in options:
            raise errors.unsupported(f"{refused} of a stage")
    if "URL" in options:
        url = str(options["URL"])
        if not url.startswith("file:///"):
            raise errors.unsupported(f"stages on {url.partition(':')[0]}; an external stage is a file:/// URL here")
        if session.locals.get("is_remote"):
            raise errors.unsupported("an external stage on the server's own folders, for a client of the server")
        found["url"] = url
    if options.get("USE_PRIVATELINK_ENDPOINT", False) is not False:
        raise errors.unsupported("USE_PRIVATELINK_ENDPOINT of a stage")
    if "ENCRYPTION" in options:
        _check_encryption(options["ENCRYPTION"], "URL" in options)
    if "FILE_FORMAT" in options:
        formats.chosen(options["FILE_FORMAT"], {}, session)
        found["file_format"] = dict(options["FILE_FORMAT"])
    if "COPY_OPTIONS" in options:
        found["copy_options"] = dict(options["COPY_OPTIONS"] or {})
    if "COMMENT" in options:
        found["comment"] = str(options["COMMENT"])
    if TAGS in options:
        found["tags"] = tagging.given(options[TAGS], session)
    return found


def _check_encryption(given: Any, is_external: bool) -> None:
    """Files lie on the local disk as they are: only what asks for no key of one's own is true of them."""
    kind = str(given.get("TYPE", "")).upper() if isinstance(given, Mapping) and set(given) == {"TYPE"} else ""
    allowed = ("NONE",) if is_external else ("SNOWFLAKE_FULL", "SNOWFLAKE_SSE")
    if kind not in allowed:
        raise errors.unsupported(f"ENCRYPTION of a stage other than (TYPE = {' | '.join(allowed)})")


def _enabled(directory: Any) -> bool:
    if directory is None:
        return False
    if not isinstance(directory, Mapping) or set(directory) - {"ENABLE", "AUTO_REFRESH", "REFRESH_ON_CREATE"}:
        raise errors.invalid_value("DIRECTORY takes (ENABLE = TRUE | FALSE).")
    if directory.get("AUTO_REFRESH"):
        raise errors.unsupported("DIRECTORY = (AUTO_REFRESH = TRUE)")
    return bool(directory.get("ENABLE"))


def _remove(stage: Stage, change: Any) -> None:
    directories.disable(stage, change)
    change.drop(stage, restorable=False)


def _delete_files(stage: Stage, session: Session) -> None:
    """An internal stage owns its files; those of an external one are left alone."""
    if stage.url is None:
        shutil.rmtree(places.folder_of(stage, session.account), ignore_errors=True)


def drop_stage(statement: nodes.Drop, session: Session) -> Result:
    """DROP STAGE [IF EXISTS]: the files of an internal stage go too."""
    name = session.resolve(statement.name, "DROP")
    stage = session.catalog.get("STAGE", name)
    if not isinstance(stage, Stage):
        if statement.if_exists:
            return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
        session.require_container(name)
        raise errors.does_not_exist("Stage", name)
    with session.ddl() as change:
        _remove(stage, change)
    _delete_files(stage, session)
    return status(f"{name.last} successfully dropped.", "DROP")


def alter_stage(statement: nodes.Alter, session: Session) -> Result:
    """ALTER STAGE: SET, UNSET COMMENT, RENAME TO, REFRESH."""
    name = session.resolve(statement.name, "ALTER")
    if statement.if_exists and session.catalog.get("STAGE", name) is None:
        return status(DONE, "ALTER")
    stage = places.find(statement.name, session)
    if isinstance(statement.actions[0], nodes.Verb):
        subpath = next(
            (each.options["SUBPATH"] for each in statement.actions if isinstance(each, nodes.SetOptions)), ""
        )
        return directories.refresh(stage, str(subpath), session)
    for action in statement.actions:
        with session.ddl() as change:
            match action:
                case nodes.RenameTo(name=wanted):
                    stage = replace(stage, name=session.resolve(wanted, "RENAME"))
                case nodes.SetOptions(options=options):
                    stage = replace(stage, **_described(options, session))
                    if "DIRECTORY" in options:
                        wanted_directory = _enabled(options["DIRECTORY"])
                        stage = (directories.enable if wanted_directory else directories.disable)(stage, change)
                case nodes.UnsetOptions(names=("COMMENT",)):
                    stage = replace(stage, comment="")
                case _:
                    raise errors.unsupported("ALTER STAGE with this action")
            change.replace(stage)
    return status(DONE, "ALTER")


# --- file formats ------------------------------------------------------------------------------------------------


def create_file_format(statement: nodes.CreateFileFormat, session: Session) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY] FILE FORMAT."""
    name = session.resolve(statement.name, "CREATE FILE FORMAT")
    session.require_container(name)
    existing = session.catalog.get("FILE FORMAT", name)
    if existing is not None and statement.if_exists == "ignore":
        return status(f"{name.last} already exists, statement succeeded.", "CREATE")
    if existing is not None and statement.if_exists != "replace":
        raise errors.already_exists(name)
    with session.ddl() as change:
        if existing is not None:
            change.drop(existing, restorable=False)
        change.add(
            FileFormat(
                id=change.new_id(),
                name=name,
                created_on=change.now,
                owner=session.role,
                session_id=session.id if statement.temporary else None,
                type=str(statement.options.get("TYPE", "CSV")).upper(),
                options=formats.checked(statement.options),
                comment=str(statement.options.get("COMMENT", "")),
            )
        )
    return status(f"File format {name.last} successfully created.", "CREATE")


def drop_file_format(statement: nodes.Drop, session: Session) -> Result:
    """DROP FILE FORMAT [IF EXISTS]."""
    name = session.resolve(statement.name, "DROP")
    found = session.catalog.get("FILE FORMAT", name)
    if found is None and statement.if_exists:
        return status(f"Drop statement executed successfully ({name.last} already dropped).", "DROP")
    item = formats.named(str(statement.name), session)
    with session.ddl() as change:
        change.drop(item, restorable=False)
    return status(f"{name.last} successfully dropped.", "DROP")


def alter_file_format(statement: nodes.Alter, session: Session) -> Result:
    """ALTER FILE FORMAT: SET options, RENAME TO; the type cannot change."""
    name = session.resolve(statement.name, "ALTER")
    if statement.if_exists and session.catalog.get("FILE FORMAT", name) is None:
        return status(DONE, "ALTER")
    item = formats.named(str(statement.name), session)
    for action in statement.actions:
        match action:
            case nodes.RenameTo(name=wanted):
                item = replace(item, name=session.resolve(wanted, "RENAME"))
            case nodes.SetOptions(options=options):
                if str(options.get("TYPE", item.type)).upper() != item.type:
                    raise errors.invalid_value("The type of a file format cannot be changed.")
                set_now = formats.checked({**options, "TYPE": item.type})
                comment = str(options.get("COMMENT", item.comment))
                item = replace(item, options={**item.options, **set_now}, comment=comment)
            case _:
                raise errors.unsupported("ALTER FILE FORMAT with this action")
        with session.ddl() as change:
            change.replace(item)
    return status(DONE, "ALTER")


# --- files -------------------------------------------------------------------------------------------------------

LIST_COLUMNS = (Column("name", TEXT), Column("size", INTEGER), Column("md5", TEXT), Column("last_modified", TEXT))
REMOVE_COLUMNS = (Column("name", TEXT), Column("result", TEXT))
PUT_COLUMNS = (
    *(Column("source", TEXT), Column("target", TEXT), Column("source_size", INTEGER), Column("target_size", INTEGER)),
    *(Column(name, TEXT) for name in ("source_compression", "target_compression", "status", "message")),
)
GET_COLUMNS = (Column("file", TEXT), Column("size", INTEGER), Column("status", TEXT), Column("message", TEXT))


def list_files(statement: nodes.ListFiles, session: Session) -> Result:
    """LIST: name, size, md5, last_modified."""
    found = places.files(places.resolve(statement.location, session), statement.pattern)
    rows = [(each.name, each.size, each.md5, http_date(each.modified)) for each in found]
    return of_rows(LIST_COLUMNS, rows, kind="show", statement_type="LIST_FILES")


def http_date(instant: datetime) -> str:
    """Tue, 24 Nov 2026 08:09:10 GMT."""
    return instant.strftime("%a, %d %b %Y %H:%M:%S GMT")


def remove_files(statement: nodes.RemoveFiles, session: Session) -> Result:
    """REMOVE: name, result."""
    found = places.files(places.writable(statement.location, session), statement.pattern)
    for each in found:
        each.path.unlink()
    return of_rows(
        REMOVE_COLUMNS, [(each.name, "removed") for each in found], kind="show", statement_type="REMOVE_FILES"
    )


COPIED_COLUMNS = (Column("file", TEXT),)


def copy_files(statement: nodes.CopyFiles, session: Session) -> Result:
    """COPY FILES: the files below one place, or those that are named, to another; present ones are replaced."""
    source, target = places.resolve(statement.source, session), places.writable(statement.target, session)
    base = source.prefix if source.prefix.endswith("/") or not source.prefix else f"{source.prefix}/"
    wanted = statement.options.get("FILES")
    into = f"{target.prefix.rstrip('/')}/" if target.prefix else ""
    rows = []
    for file in places.files(source, statement.options.get("PATTERN")):
        inner = file.relative.removeprefix(base) if file.relative.startswith(base) else file.path.name
        if wanted is not None and inner not in wanted:
            continue
        place = places.inside(target, into + inner)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.path, place)
        rows.append((into + inner,))
    session.account.agenda.pipes.look_again()
    if wanted is not None and len(rows) < len(set(wanted)):
        raise errors.fail(91016, "22000", f"Remote file '{statement.source}' was not found.")
    if not statement.options.get("DETAILED_OUTPUT", True):
        return of_rows((Column("files_copied", INTEGER),), [(len(rows),)], kind="show", statement_type="COPY_FILES")
    return of_rows(COPIED_COLUMNS, rows, kind="show", statement_type="COPY_FILES")


_COMPRESSED = {".gz": "GZIP", ".bz2": "BZIP2", ".zst": "ZSTD", ".br": "BROTLI", ".parquet": "PARQUET", ".orc": "ORC"}


def put(statement: nodes.PutFiles, session: Session) -> Result:
    """PUT local files to a stage; without AUTO_COMPRESS = FALSE they are compressed with gzip on the way."""
    _check_client(session, "PUT")
    place = places.writable(statement.location, session)
    options = _transfer_options(statement.options, ("AUTO_COMPRESS", "OVERWRITE", "SOURCE_COMPRESSION", "PARALLEL"))
    compress = options.get("AUTO_COMPRESS", "TRUE") == "TRUE"
    overwrite = options.get("OVERWRITE", "FALSE") == "TRUE"
    sources = sorted(path for path in glob.glob(os.path.expanduser(statement.source)) if os.path.isfile(path))
    if not sources:
        raise ProgrammingError(f"File doesn't exist: ['{statement.source}']", errno=253006, sqlstate="08001")
    rows = [_put(Path(source), place, options, compress=compress, overwrite=overwrite) for source in sources]
    note(session, accesses.of_transfer(place, f"file://{statement.source}", upload=True))
    session.account.agenda.pipes.look_again()
    return of_rows(PUT_COLUMNS, rows, kind="show", statement_type="PUT_FILES")


def _check_client(session: Session, name: str) -> None:
    """PUT and GET move the client's own files: only a session of this process, and no block or task, has them here."""
    if session.depth or session.internal or session.locals.get("is_remote"):
        raise errors.unsupported(f"{name} inside a block, a procedure or a task")


def _transfer_options(given: Mapping[str, str], known: tuple[str, ...]) -> dict[str, str]:
    for name in given:
        if name not in known:
            raise errors.compilation(1008, "42601", f"invalid property '{name}' for a file transfer")
    return {name: value if name == "PATTERN" else value.upper() for name, value in given.items()}


def _put(source: Path, place: Place, options: Mapping[str, str], *, compress: bool, overwrite: bool) -> tuple[Any, ...]:
    wanted = options.get("SOURCE_COMPRESSION", "AUTO_DETECT")
    found = _COMPRESSED.get(source.suffix.lower(), "NONE") if wanted in ("AUTO", "AUTO_DETECT") else wanted
    squeeze = compress and found == "NONE"
    name = source.name + (".gz" if squeeze else "")
    folder = f"{place.prefix.rstrip('/')}/" if place.prefix else ""
    target = places.inside(place, folder + name)
    after = "GZIP" if squeeze else found
    size = source.stat().st_size
    if target.exists() and not overwrite:
        return source.name, name, size, 0, found, after, "SKIPPED", ""
    target.parent.mkdir(parents=True, exist_ok=True)
    if squeeze:
        with (
            open(source, "rb") as plain,
            open(target, "wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed,
        ):
            shutil.copyfileobj(plain, packed, 1 << 20)
    else:
        shutil.copyfile(source, target)
    return source.name, name, size, target.stat().st_size, found, after, "UPLOADED", ""


def get(statement: nodes.GetFiles, session: Session) -> Result:
    """GET files from a stage into a local folder, which is made when it is not there."""
    _check_client(session, "GET")
    options = _transfer_options(statement.options, ("PATTERN", "PARALLEL"))
    place = places.resolve(statement.location, session)
    found = places.files(place, options.get("PATTERN"))
    target = Path(os.path.expanduser(statement.target))
    target.mkdir(parents=True, exist_ok=True)
    rows = [_got(each, target) for each in found]
    note(session, accesses.of_transfer(place, f"file://{statement.target}", upload=False))
    return of_rows(GET_COLUMNS, rows, kind="show", statement_type="GET_FILES")


def _got(file: StagedFile, target: Path) -> tuple[Any, ...]:
    shutil.copyfile(file.path, target / file.path.name)
    return file.path.name, file.size, "DOWNLOADED", ""


def forget_temporary(session: Session) -> None:
    """Drop the temporary stages and file formats of a session that ends."""
    mine = [each for each in session.catalog.all("STAGE") if isinstance(each, Stage) and each.session_id == session.id]
    kept = session.catalog.all("FILE FORMAT")
    own_formats = [each for each in kept if isinstance(each, FileFormat) and each.session_id == session.id]
    if mine or own_formats:
        with session.ddl() as change:
            for each in mine:
                _remove(each, change)
            for own in own_formats:
                change.drop(own, restorable=False)
        for each in mine:
            _delete_files(each, session)
