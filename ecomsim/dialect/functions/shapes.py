"""Measures and parts of shapes, from their coordinates: GeoJSON in, text out; pure functions.

Invariant: of a GEOGRAPHY coordinates are longitude and latitude in degrees, edges are great circles on a sphere of
radius 6371010 m and results are in metres; of a GEOMETRY all is planar.
Source: Snowflake reference, "Geospatial functions".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import asin, atan2, cos, pi, radians, sin, sqrt, tan
from typing import Any

RADIUS = 6_371_010.0
"""Of the sphere, in metres, as Snowflake's."""

_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz"
_DIMENSIONS = {"Point": 0, "MultiPoint": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}

Position = Sequence[float]


def _refused(text: str) -> ValueError:
    return ValueError(f"[[100227|22000|{text}]]")


def _simple(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The shapes that make up a collection or a feature, or the shape itself."""
    if shape["type"] == "GeometryCollection":
        for each in shape["geometries"]:
            yield from _simple(each)
    elif shape["type"] == "FeatureCollection":
        for each in shape["features"]:
            yield from _simple(each)
    elif shape["type"] == "Feature":
        yield from _simple(shape["geometry"])
    else:
        yield shape


def _lines(shape: dict[str, Any], kinds: Sequence[str]) -> Iterator[list[Position]]:
    """The lines of LineStrings, or the rings of polygons, among the shapes of these kinds."""
    for each in _simple(shape):
        if each["type"] in kinds:
            nested = each["coordinates"]
            for _ in range({"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[each["type"]] - 1):
                nested = [line for part in nested for line in part]
            yield from ([nested] if each["type"] == "LineString" else nested)


def _positions(coordinates: Any) -> Iterator[Position]:
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates
        return
    for each in coordinates:
        yield from _positions(each)


def dimension(text: str) -> str:
    """ST_DIMENSION: 0 of points, 1 of lines, 2 of polygons; of a collection the greatest."""
    return str(max((_DIMENSIONS[each["type"]] for each in _simple(json.loads(text))), default=0))


def count(text: str) -> str:
    """ST_NPOINTS: how many points a shape is written with."""
    return str(sum(1 for each in _simple(json.loads(text)) for _ in _positions(each["coordinates"])))


def end_of_line(at: int) -> Callable[[str], str]:
    """ST_STARTPOINT and ST_ENDPOINT. Raises for anything but a LineString."""

    def point(text: str) -> str:
        shape = json.loads(text)
        if shape["type"] != "LineString":
            raise _refused("The argument must be a LineString.")
        return _written("Point", shape["coordinates"][at])

    return point


def line(first: str, second: str) -> str:
    """ST_MAKELINE: a line through the points of two points, multipoints or lines, in their order."""
    shapes = [json.loads(first), json.loads(second)]
    if any(shape["type"] not in ("Point", "MultiPoint", "LineString") for shape in shapes):
        raise _refused("The arguments must be Points, MultiPoints or LineStrings.")
    return _written("LineString", [each for shape in shapes for each in _positions(shape["coordinates"])])


def polygon(text: str) -> str:
    """ST_MAKEPOLYGON: the polygon inside a closed line."""
    shape = json.loads(text)
    points = shape["coordinates"]
    if shape["type"] != "LineString" or len(points) < 4 or points[0] != points[-1]:
        raise _refused("The argument must be a LineString that forms a loop.")
    return _written("Polygon", [points])


def _written(kind: str, coordinates: Any) -> str:
    return json.dumps({"coordinates": coordinates, "type": kind}, separators=(",", ":"))


# --- measures ----------------------------------------------------------------------------------------------------


def length(text: str, kind: str) -> str:
    """ST_LENGTH: of lines; 0 for other shapes."""
    return repr(_along(_lines(json.loads(text), ("LineString", "MultiLineString")), kind))


def perimeter(text: str, kind: str) -> str:
    """ST_PERIMETER: of the rings of polygons, holes included; 0 for other shapes."""
    return repr(_along(_lines(json.loads(text), ("Polygon", "MultiPolygon")), kind))


def _along(lines: Iterator[list[Position]], kind: str) -> float:
    measure = _great_circle if kind == "GEOGRAPHY" else _straight
    return float(sum(measure(a, b) for each in lines for a, b in pairwise(each)))


def _great_circle(a: Position, b: Position) -> float:
    east, north = radians(b[0] - a[0]), radians(b[1] - a[1])
    inside = sin(north / 2) ** 2 + cos(radians(a[1])) * cos(radians(b[1])) * sin(east / 2) ** 2
    return 2 * RADIUS * asin(sqrt(inside))


def _straight(a: Position, b: Position) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def area(text: str, kind: str) -> str:
    """ST_AREA: of polygons, less their holes, in square metres; 0 for other shapes."""
    measure = _on_the_sphere if kind == "GEOGRAPHY" else _in_the_plane
    total = 0.0
    for each in _simple(json.loads(text)):
        if each["type"] in ("Polygon", "MultiPolygon"):
            polygons = [each["coordinates"]] if each["type"] == "Polygon" else each["coordinates"]
            total += sum(measure(rings[0]) - sum(map(measure, rings[1:])) for rings in polygons)
    return repr(total)


def _on_the_sphere(ring: Sequence[Position]) -> float:
    """What great circles between the points enclose: the excess of each edge over the equator; the smaller side."""
    excess = 0.0
    for a, b in pairwise(ring):
        first, second = tan(radians(a[1]) / 2), tan(radians(b[1]) / 2)
        east = tan(radians(b[0] - a[0]) / 2)
        excess += 2 * atan2(east * (first + second), 1 + first * second)
    excess = abs(excess)
    return RADIUS**2 * min(excess, 4 * pi - excess)


def _in_the_plane(ring: Sequence[Position]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def azimuth(origin: str, target: str) -> str | None:
    """ST_AZIMUTH of two points of the sphere: the bearing in radians from north, clockwise; NULL of one point."""
    shapes = [json.loads(origin), json.loads(target)]
    if any(shape["type"] != "Point" for shape in shapes):
        raise _refused("The arguments must be Points.")
    (lon1, lat1), (lon2, lat2) = ([radians(each) for each in shape["coordinates"][:2]] for shape in shapes)
    if (lon1, lat1) == (lon2, lat2):
        return None
    east = sin(lon2 - lon1) * cos(lat2)
    north = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon2 - lon1)
    return repr(atan2(east, north) % (2 * pi))


# --- geohash -----------------------------------------------------------------------------------------------------


def geohash(text: str, precision: str = "20") -> str:
    """ST_GEOHASH of a point, with 1 to 20 characters."""
    shape, wanted = json.loads(text), int(precision)
    if shape["type"] != "Point" or not 1 <= wanted <= 20:
        raise _refused("ST_GEOHASH takes a Point and a precision from 1 to 20.")
    found, cell = [], 0
    low, high = [-180.0, -90.0], [180.0, 90.0]
    for bit in range(wanted * 5):
        axis = bit % 2
        middle = (low[axis] + high[axis]) / 2
        above = shape["coordinates"][axis] >= middle
        (low if above else high)[axis] = middle
        cell = cell * 2 + above
        if bit % 5 == 4:
            found.append(_DIGITS[cell])
            cell = 0
    return "".join(found)


def point_of_geohash(text: str) -> str:
    """ST_GEOGPOINTFROMGEOHASH: the point in the middle of the cell."""
    low, high = [-180.0, -90.0], [180.0, 90.0]
    if not text or any(digit not in _DIGITS for digit in text):
        raise _refused(f"Invalid geohash: '{text}'.")
    bits = (_DIGITS.index(digit) >> place & 1 for digit in text for place in range(4, -1, -1))
    for bit, above in enumerate(bits):
        axis = bit % 2
        (low if above else high)[axis] = (low[axis] + high[axis]) / 2
    return _written("Point", [(low[axis] + high[axis]) / 2 for axis in (0, 1)])


BY_NAME: dict[str, Callable[..., str | None]] = {
    "shape_dimension": dimension,
    "shape_count": count,
    "shape_start": end_of_line(0),
    "shape_end": end_of_line(-1),
    "shape_line": line,
    "shape_polygon": polygon,
    "shape_length": length,
    "shape_perimeter": perimeter,
    "shape_area": area,
    "shape_azimuth": azimuth,
    "geohash": geohash,
    "point_of_geohash": point_of_geohash,
}
"""By the name under which SQL calls them."""
