"""States of approximate aggregates, as Snowflake exports them: what is read from rows, merged and estimated from.

A state is JSON with its kind and version, except a HyperLogLog state, which is its 4096 registers in hexadecimal.
Invariant: a state of the rows of two tables is the combination of their states, so an estimate does not depend on how
the rows were split. Percentiles and frequent values keep every distinct value until there are more than their limit;
until then an estimate is exact.
Source: Snowflake reference, "Estimating the number of distinct values", "… similarity of two or more sets",
"… frequent values", "… percentile values".
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

PRECISION = 12
REGISTERS = 1 << PRECISION
_CENTROIDS = 4096
"""Distinct values that a percentile state keeps before neighbours are merged."""


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


# --- HyperLogLog -----------------------------------------------------------------------------------------------


def hll_state(observed: str) -> str:
    """Registers from the distinct values of register * 64 + rank."""
    registers = bytearray(REGISTERS)
    for value in json.loads(observed):
        place, rank = divmod(int(value), 64)
        registers[place] = max(registers[place], rank)
    return registers.hex()


def hll_combine(states: str) -> str:
    combined = bytes(map(max, zip(*map(_registers, json.loads(states)), strict=True)))
    return combined.hex() if combined else bytes(REGISTERS).hex()


def hll_estimate(state: str) -> str:
    registers = _registers(state)
    zeros = registers.count(0)
    alpha = 0.7213 / (1 + 1.079 / REGISTERS)
    raw = alpha * REGISTERS * REGISTERS / sum(2.0**-rank for rank in registers)
    if raw <= 2.5 * REGISTERS and zeros:
        raw = REGISTERS * math.log(REGISTERS / zeros)
    return str(round(raw))


def hll_export(state: str) -> str:
    """Sparse while at most a quarter of the registers are set."""
    registers = _registers(state)
    found: dict[str, Any] = {"version": 4, "precision": PRECISION}
    set_ones = [place for place, rank in enumerate(registers) if rank]
    if len(set_ones) <= REGISTERS // 4:
        found["sparse"] = {"indices": set_ones, "maxLzCounts": [registers[place] for place in set_ones]}
    else:
        found["dense"] = list(registers)
    return _dump(found)


def hll_import(document: str) -> str:
    found = json.loads(document)
    registers = bytearray(REGISTERS)
    try:
        if found["precision"] != PRECISION:
            raise _no_state("HLL_IMPORT")
        pairs: Iterable[tuple[int, int]] = enumerate(found.get("dense") or ())
        if "sparse" in found:
            pairs = zip(found["sparse"]["indices"], found["sparse"]["maxLzCounts"], strict=True)
        for place, rank in pairs:
            registers[place] = rank
    except (KeyError, TypeError, AttributeError, IndexError) as cause:
        raise _no_state("HLL_IMPORT") from cause
    return registers.hex()


def _registers(state: str) -> bytes:
    registers = bytes.fromhex(state)
    if len(registers) != REGISTERS:
        raise _no_state("HLL")
    return registers


# --- percentiles -----------------------------------------------------------------------------------------------


def percentile_state(values: str) -> str:
    """From [[value, count], …]: centroids in order, as a flat list of value and count."""
    return _centroids(Counter({float(value): int(count) for value, count in json.loads(values)}))


def percentile_combine(states: str) -> str:
    total: Counter[float] = Counter()
    for state in json.loads(states):
        for value, count in _pairs(_state(state, "tdigest")):
            total[value] += count
    return _centroids(total)


def percentile_estimate(state: str, share: str) -> str | None:
    """The value at `share`, between two neighbours in proportion; NULL for no rows."""
    pairs = _pairs(_state(json.loads(state), "tdigest"))
    rows = sum(count for _, count in pairs)
    if not rows:
        return None
    place = float(share) * (rows - 1)
    low, high = _value_at(pairs, math.floor(place)), _value_at(pairs, math.ceil(place))
    return repr(low + (high - low) * (place - math.floor(place)))


def _value_at(pairs: list[tuple[float, int]], row: int) -> float:
    for value, count in pairs:
        row -= count
        if row < 0:
            return value
    return pairs[-1][0]


def _pairs(flat: list[float]) -> list[tuple[float, int]]:
    return [(float(value), int(count)) for value, count in zip(flat[0::2], flat[1::2], strict=True)]


def _centroids(counted: Counter[float]) -> str:
    pairs = sorted(counted.items())
    while len(pairs) > _CENTROIDS:
        pairs = [_merged(pairs[at : at + 2]) for at in range(0, len(pairs), 2)]
    flat = [number for value, count in pairs for number in (value, count)]
    return _dump({"state": flat, "type": "tdigest", "version": 1})


def _merged(pairs: list[tuple[float, int]]) -> tuple[float, int]:
    count = sum(each for _, each in pairs)
    return sum(value * each for value, each in pairs) / count, count


# --- frequent values -------------------------------------------------------------------------------------------


def top_k_state(values: str, limit: str) -> str:
    """From [[value, count], …]: the most frequent ones, at most `limit`."""
    return _frequent(Counter({_dump(value): int(count) for value, count in json.loads(values)}), int(limit))


def top_k_combine(states: str, limit: str) -> str:
    """Limit 0: as large as the largest of the states."""
    total: Counter[str] = Counter()
    largest = int(limit)
    for state in json.loads(states):
        for value, count in _state(state, "space_saving"):
            total[_dump(value)] += int(count)
        if not int(limit):
            largest = max(largest, int(state["counters"]))
    return _frequent(total, largest)


def top_k_estimate(state: str, count: str) -> str:
    """[[value, frequency], …], the most frequent first. Count 0: all of them."""
    found = _state(json.loads(state), "space_saving")
    return _dump(found[: int(count)] if int(count) else found)


def _frequent(counted: Counter[str], limit: int) -> str:
    chosen = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    found = [[json.loads(value), count] for value, count in chosen]
    return _dump({"counters": limit, "state": found, "type": "space_saving", "version": 1})


# --- similarity ------------------------------------------------------------------------------------------------


def minhash_state(smallest: str) -> str:
    return _dump({"state": json.loads(smallest), "type": "minhash", "version": 1})


def minhash_combine(states: str) -> str:
    found = [_state(state, "minhash") for state in json.loads(states)]
    if len({len(each) for each in found}) > 1:
        raise _no_state("MINHASH_COMBINE")
    return minhash_state(_dump([min(each) for each in zip(*found, strict=True)]))


def similarity(states: str) -> str | None:
    """The share of places where all states agree; NULL without states."""
    found = [_state(state, "minhash") for state in json.loads(states)]
    if not found:
        return None
    if len({len(each) for each in found}) > 1:
        raise _no_state("APPROXIMATE_SIMILARITY")
    places = list(zip(*found, strict=True))
    return repr(sum(len(set(place)) == 1 for place in places) / len(places))


def _state(document: Any, kind: str) -> list[Any]:
    if not isinstance(document, dict) or document.get("type") != kind or not isinstance(document.get("state"), list):
        raise _no_state(kind)
    return list(document["state"])


def _no_state(name: str) -> ValueError:
    return ValueError(f"[[100326|22023|Invalid argument for function {name}: not a state of this kind]]")


TABLE = {
    function.__name__: function
    for function in (
        *(hll_state, hll_combine, hll_estimate, hll_export, hll_import),
        *(percentile_state, percentile_combine, percentile_estimate),
        *(top_k_state, top_k_combine, top_k_estimate),
        *(minhash_state, minhash_combine, similarity),
    )
}
"""By the name under which DuckDB calls them."""
