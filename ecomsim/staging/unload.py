"""COPY INTO location: the rows of a query or a table as files on a stage.

A stream that is read is consumed, as by any DML. Files are named data_0_0_0 after the path; a new one begins when
MAX_FILE_SIZE is reached. Source: spec/sql-semantics.md section 11; Snowflake documentation, "COPY INTO <location>".
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from sqlglot import exp

from ecomsim import errors
from ecomsim.dml import target
from ecomsim.lineage import access as accesses
from ecomsim.lineage.history import note
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.staging import formats, load_request, places
from ecomsim.staging.formats import Format
from ecomsim.staging.places import Place
from ecomsim.statements import execution
from ecomsim.statements.result import Result, arrow_type, as_json, of_rows
from ecomsim.values.types import INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

ANSWER = (Column("rows_unloaded", INTEGER), Column("input_bytes", INTEGER), Column("output_bytes", INTEGER))
DETAILED = (Column("FILE_NAME", TEXT), Column("FILE_SIZE", INTEGER), Column("ROW_COUNT", INTEGER))

DEFAULT_SIZE = 16 * 1024 * 1024
_ROWS = "$rows"


def run(statement: nodes.CopyIntoLocation, session: Session) -> Result:
    """COPY INTO @stage/path. Raises 091136 when files are there and OVERWRITE is not set."""
    place = places.writable(statement.location, session)
    options = load_request.flagged({**place.copy_options, **statement.options})
    _check_size(options.get("MAX_FILE_SIZE"))
    form = formats.chosen(options.get("FILE_FORMAT") or {}, place.file_format, session)
    if options.get("VALIDATION_MODE") is not None:
        raise errors.unsupported("VALIDATION_MODE of COPY INTO <location>")
    query = _query(statement.source)
    if statement.partition_by is not None:
        _check_partitioned(options)
        query = _with_partition(query, statement.partition_by)
        options["INCLUDE_QUERY_ID"] = options["OVERWRITE"] = True  # a name that nothing has had: nothing to look for
    source = target.bind_source(query, session)
    reading = source.reading(source.bound.sql)
    note(session, accesses.of_unload(source, place))
    with session.writing() as transaction:
        target.claim(transaction, [], reading.streams, session)
        data = execution.named(reading.fetch(session), source.bound.columns)
        written = []
        for part, rows in _parts(place, data, partitioned=statement.partition_by is not None):
            pieces = _encoded(rows, source.bound.columns[: rows.num_columns], form, options, session)
            written += _write(part, form, options, pieces, session)
    session.account.agenda.pipes.look_again()
    if options.get("DETAILED_OUTPUT"):
        files: list[tuple[Any, ...]] = [(name, size, count) for name, size, _, count in written]
        return of_rows(DETAILED, files, kind="query", statement_type="UNLOAD")
    plain = sum(size for _, _, size, _ in written)
    answer = (data.num_rows, plain, sum(size for _, size, _, _ in written))
    return of_rows(ANSWER, [answer], kind="query", statement_type="UNLOAD")


def _check_size(limit: Any) -> None:
    """MAX_FILE_SIZE is a number of bytes up to 5 GB."""
    if limit is not None and (not isinstance(limit, int) or not 0 < limit <= 5 * 1024**3):
        raise errors.invalid_value(f"invalid value [{limit}] for parameter 'MAX_FILE_SIZE'")


def _query(source: exp.Expr | ObjectName) -> exp.Expr:
    if not isinstance(source, ObjectName):
        return source
    parts = [exp.to_identifier(part, quoted=True) for part in source.parts]
    names = dict(zip(("this", "db", "catalog"), reversed(parts), strict=False))
    return exp.select("*").from_(exp.Table(**names))


# --- partitions --------------------------------------------------------------------------------------------------

_PARTITION = "$partition"
NO_VALUE = "__NULL__"
"""The folder of rows without a partition."""


def _check_partitioned(options: Mapping[str, Any]) -> None:
    """Options that exclude PARTITION BY. Raises 002079."""
    for name, wrong in (("SINGLE", True), ("OVERWRITE", True), ("INCLUDE_QUERY_ID", False)):
        if options.get(name) is wrong:
            raise errors.compilation(
                2079, "0A000", f"COPY INTO <location> with PARTITION BY does not support {name} = {str(wrong).upper()}."
            )


def _with_partition(query: exp.Expr, partition: exp.Expr) -> exp.Expr:
    """The query with the folder of each row as its last column."""
    assert isinstance(query, exp.Query)
    folder = exp.alias_(exp.cast(partition, "VARCHAR"), _PARTITION, quoted=True)
    return exp.select(exp.Star(), folder).from_(query.subquery("rows"))


def _parts(place: Place, data: pa.Table, *, partitioned: bool) -> Iterator[tuple[Place, pa.Table]]:
    """The places below `place` with the rows that go there; all rows to `place` itself without partitions."""
    if not partitioned:
        yield place, data
        return
    folders, data = data.column(data.num_columns - 1), data.remove_column(data.num_columns - 1)
    base = f"{place.prefix.rstrip('/')}/" if place.prefix else ""
    for folder in sorted(folders.unique().to_pylist(), key=lambda each: (each is None, each)):
        mine = pc.is_null(folders) if folder is None else pc.equal(folders, folder)
        prefix = f"{base}{NO_VALUE if folder is None else folder.strip('/')}/"
        yield replace(place, prefix=prefix), data.filter(mine)


# --- files -------------------------------------------------------------------------------------------------------


_SUFFIX = {"GZIP": ".gz", "BZ2": ".bz2", "ZSTD": ".zst", "BROTLI": ".br", "NONE": ""}
_EXTENSION = {"CSV": ".csv", "JSON": ".json", "PARQUET": ".parquet"}


def _write(
    place: Place, form: Format, options: Mapping[str, Any], pieces: Iterator[tuple[bytes, int]], session: Session
) -> list[tuple[str, int, int, int]]:
    """(name, size, uncompressed size, rows) of every file written."""
    single = bool(options.get("SINGLE"))
    compression = _compression(form)
    tail = str(form.options.get("FILE_EXTENSION") or _EXTENSION[form.type].lstrip("."))
    ending = "" if single else f".{tail}" + (_SUFFIX[compression] if form.type != "PARQUET" else "")
    if form.type == "PARQUET" and not single and compression == "SNAPPY":
        ending = f".snappy.{tail}"
    if not options.get("OVERWRITE"):
        _refuse_existing(place, single=single)
    written = []
    for number, (content, count) in enumerate(pieces):
        if single and number:
            raise errors.fail(
                100078,
                "22000",
                "The data does not fit into one file of MAX_FILE_SIZE; unload it without SINGLE = TRUE.",
            )
        name = _name(place.prefix, number, ending, options, session) if not single else _single(place.prefix)
        path = places.inside(place, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = content if form.type == "PARQUET" else _packed(content, compression)
        path.write_bytes(packed)
        written.append((place.label + name, len(packed), len(content), count))
    return written


def _compression(form: Format) -> str:
    wanted = str(form["COMPRESSION"])
    if form.type == "PARQUET":
        if wanted == "AUTO":
            return "SNAPPY" if form["SNAPPY_COMPRESSION"] else "NONE"
        if wanted not in ("SNAPPY", "NONE"):
            raise errors.unsupported(f"COMPRESSION = {wanted} of Parquet files")
        return wanted
    if wanted == "AUTO":
        return "GZIP"
    if wanted not in _SUFFIX:
        raise errors.unsupported(f"COMPRESSION = {wanted}")
    return wanted


def _packed(content: bytes, compression: str) -> bytes:
    if compression == "NONE":
        return content
    if compression == "GZIP":
        return gzip.compress(content, mtime=0)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, compression.lower()) as stream:
        stream.write(content)
    return sink.getvalue().to_pybytes()


def _name(prefix: str, number: int, ending: str, options: Mapping[str, Any], session: Session) -> str:
    """@stage/dir/ gives dir/data_0_0_0.csv.gz, @stage/dir/x gives dir/x_0_0_0.csv.gz."""
    head = f"{prefix}data" if not prefix or prefix.endswith("/") else prefix
    if options.get("INCLUDE_QUERY_ID"):
        head += f"_{session.query_id}"
    return f"{head.removesuffix('_')}_0_{number}_0{ending}" if number else f"{head.removesuffix('_')}_0_0_0{ending}"


def _single(prefix: str) -> str:
    return f"{prefix}data" if not prefix or prefix.endswith("/") else prefix


def _refuse_existing(place: Place, *, single: bool) -> None:
    head = _single(place.prefix)
    found = [
        each for each in places.files(place) if each.relative == head or (not single and each.relative.startswith(head))
    ]
    if found:
        raise errors.fail(
            91136,
            "22000",
            f"Files already existing at the unload destination: @{place.label}{place.prefix}. Use overwrite option to "
            "force unloading.",
        )


# --- content -----------------------------------------------------------------------------------------------------


def _encoded(
    data: pa.Table, columns: Sequence[Column], form: Format, options: Mapping[str, Any], session: Session
) -> Iterator[tuple[bytes, int]]:
    """The content of each file and its number of rows."""
    header = bool(options.get("HEADER"))
    if form.type != "CSV":
        data = as_json(data, columns, str(session.parameters["TIMEZONE"]))
    if form.type == "PARQUET":
        return _parquet(data, columns, form, header, options.get("MAX_FILE_SIZE"))
    lines = _json(data, columns) if form.type == "JSON" else _csv(data, columns, form, session)
    limit = int(options.get("MAX_FILE_SIZE") or DEFAULT_SIZE)
    head = b""
    if header and form.type == "CSV":
        named = pa.table({str(place): pa.array([column.name]) for place, column in enumerate(columns)})
        head = next(_lines(named, form)).encode()
    return _cut(lines, head, limit)


def _cut(lines: Iterator[str], head: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
    buffer, count = bytearray(head), 0
    for line in lines:
        encoded = line.encode()
        if count and len(buffer) + len(encoded) > limit:
            yield bytes(buffer), count
            buffer, count = bytearray(head), 0
        buffer += encoded
        count += 1
    if count:
        yield bytes(buffer), count


def _json(data: pa.Table, columns: Sequence[Column]) -> Iterator[str]:
    if len(columns) != 1 or not columns[0].type.is_semi_structured:
        raise errors.compilation(
            2019, "0A000", "JSON file format supports unloading of one column of type VARIANT, OBJECT or ARRAY only."
        )
    for text in data.column(0).to_pylist():
        yield (text if text is not None else "null") + "\n"


def _csv(data: pa.Table, columns: Sequence[Column], form: Format, session: Session) -> Iterator[str]:
    """Values as TO_VARCHAR gives them, with the format's own date formats."""
    return _lines(_texts(data, columns, form, session), form)


def _lines(texts: pa.Table, form: Format) -> Iterator[str]:
    """One line for each row of texts, whole columns at a time."""
    delimiter = "" if form["FIELD_DELIMITER"] == "NONE" else form["FIELD_DELIMITER"]
    end = "\n" if form["RECORD_DELIMITER"] == "NONE" else form["RECORD_DELIMITER"]
    fields = [_fields(column, form, delimiter, end) for column in texts.columns]
    for chunk in pc.binary_join_element_wise(*fields, delimiter).chunks:
        for line in chunk.to_pylist():
            yield line + end


def _fields(column: pa.ChunkedArray, form: Format, delimiter: str, end: str) -> pa.ChunkedArray:
    """NULL is the first string of NULL_IF; text is enclosed, or escaped where it would be read as something else."""
    quote, escape = form["FIELD_OPTIONALLY_ENCLOSED_BY"], form["ESCAPE_UNENCLOSED_FIELD"]
    if quote != "NONE":
        doubled = pc.replace_substring(column, quote, quote * 2)
        column = pc.binary_join_element_wise(quote, doubled, quote, "")
    elif escape != "NONE":
        column = pc.replace_substring(column, escape, escape * 2)
        for special in (delimiter, end):
            if special:
                column = pc.replace_substring(column, special, "".join(escape + char for char in special))
    return pc.fill_null(column, form["NULL_IF"][0] if form["NULL_IF"] else "")


_BY_FORMAT = {"DATE": "DATE_FORMAT", "TIME": "TIME_FORMAT", "BINARY": "BINARY_FORMAT"}


def _texts(data: pa.Table, columns: Sequence[Column], form: Format, session: Session) -> pa.Table:
    from ecomsim.statements.resolver import SessionResolver

    physical = data.rename_columns([f"C{place}" for place in range(data.num_columns)])
    renamed = tuple(Column(f"C{place}", column.type) for place, column in enumerate(columns))
    answer = Result(columns=renamed, content=physical)
    bound = SessionResolver(session).materialised(answer)
    items = [exp.alias_(_text(column, form), column.name) for column in renamed]
    tree = exp.select(*items).from_(exp.Table(this=exp.to_identifier(_ROWS, quoted=True)))
    source = target.bind_source(tree, session, {_ROWS: bound})
    return source.reading(source.bound.sql).fetch(session)


def _text(column: Column, form: Format) -> exp.Expr:
    value: exp.Expr = exp.column(column.name)
    if column.type.is_text:
        return value
    option = "TIMESTAMP_FORMAT" if column.type.is_timestamp else _BY_FORMAT.get(column.type.name, "")
    model = str(form.options.get(option, "AUTO"))
    arguments = [value] if not option or model.upper() == "AUTO" else [value, exp.Literal.string(model)]
    name = "TO_JSON" if column.type.is_semi_structured else "TO_VARCHAR"
    return exp.Anonymous(this=name, expressions=arguments)


def _parquet(
    data: pa.Table, columns: Sequence[Column], form: Format, header: bool, limit: int | None
) -> Iterator[tuple[bytes, int]]:
    """One file, or as many as MAX_FILE_SIZE asks for; columns are called _COL_0 … unless HEADER = TRUE."""
    if not data.num_rows:
        return
    for column in columns:
        if column.type.name in ("TIMESTAMP_TZ", "TIMESTAMP_LTZ"):
            raise errors.unsupported(f"{column.type.name} in Parquet files; cast it to TIMESTAMP_NTZ")
        if column.type.name == "DECFLOAT":
            raise errors.unsupported("DECFLOAT in Parquet files; cast it to VARCHAR")
    names = [column.name if header else f"_COL_{place}" for place, column in enumerate(columns)]
    schema = pa.schema([(name, arrow_type(column.type)) for name, column in zip(names, columns, strict=True)])
    codec = "snappy" if _compression(form) == "SNAPPY" else "none"
    yield from _parquet_files(data.rename_columns(names).cast(schema), codec, limit)


def _parquet_files(data: pa.Table, codec: str, limit: int | None) -> Iterator[tuple[bytes, int]]:
    """The rows in one file; in halves while a file is larger than `limit` bytes."""
    sink = pa.BufferOutputStream()
    parquet.write_table(data, sink, compression=codec)
    content = sink.getvalue()
    if limit is None or content.size <= limit or data.num_rows == 1:
        yield content.to_pybytes(), data.num_rows
        return
    middle = data.num_rows // 2
    yield from _parquet_files(data.slice(0, middle), codec, limit)
    yield from _parquet_files(data.slice(middle), codec, limit)
