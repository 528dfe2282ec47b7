"""Geospatial functions that need no geometry library: reading, printing, points on the sphere, parts and measures.

A GEOGRAPHY is GeoJSON text. Invariant: coordinates are longitude, latitude in degrees; distances are metres on a sphere
of radius 6371010 m; a distance between anything but points is refused, not approximated. What needs all coordinates
of a shape is computed by `shapes`.
Source: Snowflake reference, "Geospatial functions".
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.kit import as_binary, as_double, as_integer, as_text, python
from ecomsim.dialect.functions.model import Bound, Call, Function, macro, string, to
from ecomsim.dialect.functions.template import sql, tried
from ecomsim.values.types import BOOLEAN, FLOAT, INTEGER, OBJECT, TEXT, SnowflakeType, binary

_FAMILY = "Geospatial"
_GEOGRAPHY = SnowflakeType("GEOGRAPHY")
_GEOMETRY = SnowflakeType("GEOMETRY")
_RADIUS = "6371010::DOUBLE"  # metres, as Snowflake

# JSON coordinates without needless decimals: 1.0 is 1
_CANONICAL = "CAST(json_normalize(regexp_replace(CAST(_0 AS VARCHAR), '([0-9])\\.0([],])', '\\1\\2', 'g')) AS JSON)"


def _read(call: Call) -> Bound:
    """[TRY_]TO_GEOGRAPHY and TO_GEOMETRY, ST_GEOGRAPHYFROMWKT …: WKT or GeoJSON, as text or as VARIANT."""
    kind = _GEOMETRY if "GEOMETRY" in call.name else _GEOGRAPHY
    subject = call.bound(0)
    if subject.type.name == kind.name:
        return subject
    source = macro("sf_shown_json", subject.tree) if subject.type.is_semi_structured else as_text(subject)
    shape = sql(
        "CASE WHEN starts_with(ltrim(_0), '{') THEN try(st_asgeojson(st_geomfromgeojson(_0))) "
        "WHEN _0 IS NOT NULL THEN try(st_asgeojson(CAST(regexp_replace(_0, '^ *SRID=[0-9]+;', '') AS GEOMETRY))) END",
        source,
    )
    value = sql(_CANONICAL, shape)
    if not call.name.startswith("TRY_"):
        value = sql(
            "coalesce(_0, CAST(CASE WHEN _1 IS NOT NULL THEN error(concat(_2, _1, ']]')) END AS JSON))",
            value,
            source.copy(),
            string("[[100227|22000|Error parsing Geo input: "),
        )
    return Bound(value, kind)


def _geo(call: Call, index: int) -> exp.Expr:
    """A GEOGRAPHY or GEOMETRY argument; text and VARIANT are not read unasked."""
    bound = call.bound(index)
    if bound.type.name not in ("GEOGRAPHY", "GEOMETRY") and not bound.is_null:
        raise call.invalid_types()
    return to(bound.tree, "JSON") if bound.is_null else bound.tree


def _make_point(call: Call) -> Bound:
    tree = sql(
        "CASE WHEN _0 IS NOT NULL AND _1 IS NOT NULL THEN "
        "CAST('{\"coordinates\":[' || _ecomsim.sf_float_text(_0) || ',' || "
        '_ecomsim.sf_float_text(_1) || \'],"type":"Point"}\' AS JSON) END',
        as_double(call.bound(0)),
        as_double(call.bound(1)),
    )
    return Bound(tree, _GEOGRAPHY)


def _printed(template: str, kind: SnowflakeType) -> Any:
    def rule(call: Call) -> Bound:
        return Bound(sql(template, _geo(call, 0)), kind)

    return rule


_POINT = "json_extract_string(_{0}, '$.type') = 'Point'"
_BOTH_POINTS = f"{_POINT.format(0)} AND {_POINT.format(1)}"
_AT = "CAST(json_extract(_{0}, '$.coordinates[{1}]') AS DOUBLE)"
_ONLY_POINTS = "error('[[2|0A000|Unsupported feature ''distance of shapes other than points''.]]')"


def _metres() -> str:
    """The great circle between two points, by the haversine formula."""
    east, north = (f"radians({_AT.format(1, axis)} - {_AT.format(0, axis)})" for axis in (0, 1))
    first, second = (f"radians({_AT.format(side, 1)})" for side in (0, 1))
    return (
        f"2 * {_RADIUS} * asin(sqrt(pow(sin({north} / 2), 2) + cos({first}) * cos({second}) * pow(sin({east} / 2), 2)))"
    )


def _distance(call: Call) -> Bound:
    sides = [_geo(call, 0), _geo(call, 1)]
    if "GEOMETRY" in (call.bound(0).type.name, call.bound(1).type.name):  # in the plane
        metres = (
            f"sqrt(pow({_AT.format(0, 0)} - {_AT.format(1, 0)}, 2) + pow({_AT.format(0, 1)} - {_AT.format(1, 1)}, 2))"
        )
    else:
        metres = _metres()
    tree = sql(
        f"CASE WHEN _0 IS NULL OR _1 IS NULL THEN NULL WHEN {_BOTH_POINTS} THEN {metres} "
        f"ELSE CAST({_ONLY_POINTS} AS DOUBLE) END",
        *sides,
    )
    return Bound(tree, FLOAT)


def _within(call: Call) -> Bound:
    """ST_DWITHIN(a, b, metres)."""
    return Bound(sql("_0 <= _1", _distance(call).tree, as_double(call.bound(2))), BOOLEAN)


def _coordinate(axis: int) -> Any:
    def rule(call: Call) -> Bound:
        return Bound(sql(f"CASE WHEN {_POINT.format(0)} THEN {_AT.format(0, axis)} END", _geo(call, 0)), FLOAT)

    return rule


def _rule(name: str, rule: Any, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


def _of_shapes(name: str, kind: SnowflakeType, shapes: int = 1, *, measures: bool = False) -> Any:
    """A function of `shapes`; one that `measures` is told whether the shape lies on the sphere."""

    def rule(call: Call) -> Bound:
        texts = [to(_geo(call, index), "VARCHAR") for index in range(shapes)]
        texts += [string(call.bound(0).type.name)] if measures else []
        texts += [to(as_integer(each), "VARCHAR") for each in call.all()[shapes:]]
        return Bound(to(python(name, *texts), kind.duckdb), kind)

    return rule


def _on_the_sphere_only(rule: Any) -> Any:
    """GEOMETRY is refused: Snowflake's answer for it is another one."""

    def checked(call: Call) -> Bound:
        if call.bound(0).type.name == "GEOMETRY":
            raise errors.unsupported(f"{call.name} of GEOMETRY")
        return rule(call)  # type: ignore[no-any-return]

    return checked


def _from_wkb(call: Call) -> Bound:
    """Well-known binary, as BINARY or as hexadecimal text."""
    kind = _GEOMETRY if "GEOMETRY" in call.name else _GEOGRAPHY
    subject = call.bound(0)
    given = as_binary(subject)
    shape = sql(_CANONICAL, tried("st_asgeojson(st_geomfromwkb(v))", given))
    wrong = "CAST(CASE WHEN _1 IS NOT NULL THEN error('[[100227|22000|Error parsing Geo input: WKB]]') END AS JSON)"
    return Bound(sql(f"coalesce(_0, {wrong})", shape, given.copy()), kind)


def _point_of_geohash(call: Call) -> Bound:
    return Bound(to(python("point_of_geohash", as_text(call.bound(0))), "JSON"), _GEOGRAPHY)


def _shape_of(call: Call) -> SnowflakeType:
    return _GEOMETRY if call.bound(0).type.name == "GEOMETRY" else _GEOGRAPHY


def _part(name: str, shapes: int = 1) -> Any:
    """A shape made of the coordinates of others, of their type."""
    return lambda call: _of_shapes(name, _shape_of(call), shapes)(call)


_WKT = "replace(replace(st_astext(st_geomfromgeojson(_0)), ' (', '('), ', ', ',')"
_WKB = "st_aswkb(st_geomfromgeojson(_0))"
_READERS = (
    "TO_GEOGRAPHY",
    "TRY_TO_GEOGRAPHY",
    "TO_GEOMETRY",
    "TRY_TO_GEOMETRY",
    "ST_GEOGRAPHYFROMWKT",
    "ST_GEOMETRYFROMWKT",
)

FUNCTIONS: tuple[Function, ...] = (
    *(_rule(name, _read, 1, 1) for name in _READERS),
    *(_rule(name, _make_point, 2, 2) for name in ("ST_MAKEPOINT", "ST_POINT")),
    *(_rule(name, _printed(_WKT, TEXT), 1, 1) for name in ("ST_ASWKT", "ST_ASTEXT")),
    _rule("ST_ASGEOJSON", _printed("_0", OBJECT), 1, 1),
    _rule("ST_X", _coordinate(0), 1, 1),
    _rule("ST_Y", _coordinate(1), 1, 1),
    _rule("ST_DISTANCE", _distance, 2, 2),
    _rule("ST_DWITHIN", _within, 3, 3),
    *(
        _rule(name, _printed("st_aswkb(st_geomfromgeojson(_0))", binary()), 1, 1)
        for name in ("ST_ASWKB", "ST_ASBINARY")
    ),
    *(_rule(name, _from_wkb, 1, 1) for name in ("ST_GEOGRAPHYFROMWKB", "ST_GEOMETRYFROMWKB")),
    _rule("ST_DIMENSION", _of_shapes("shape_dimension", INTEGER), 1, 1),
    *(_rule(name, _of_shapes("shape_count", INTEGER), 1, 1) for name in ("ST_NPOINTS", "ST_NUMPOINTS")),
    _rule("ST_STARTPOINT", _part("shape_start"), 1, 1),
    _rule("ST_ENDPOINT", _part("shape_end"), 1, 1),
    _rule("ST_MAKELINE", _part("shape_line", 2), 2, 2),
    *(_rule(name, _part("shape_polygon"), 1, 1) for name in ("ST_MAKEPOLYGON", "ST_POLYGON")),
    _rule("ST_LENGTH", _of_shapes("shape_length", FLOAT, measures=True), 1, 1),
    _rule("ST_PERIMETER", _of_shapes("shape_perimeter", FLOAT, measures=True), 1, 1),
    _rule("ST_AREA", _of_shapes("shape_area", FLOAT, measures=True), 1, 1),
    _rule("ST_AZIMUTH", _on_the_sphere_only(_of_shapes("shape_azimuth", FLOAT, 2)), 2, 2),
    _rule("ST_GEOHASH", _on_the_sphere_only(_of_shapes("geohash", TEXT)), 1, 2),
    _rule("ST_GEOGPOINTFROMGEOHASH", _point_of_geohash, 1, 1),
)
