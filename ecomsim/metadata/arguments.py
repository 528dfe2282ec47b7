"""Arguments of table functions: by name or by position, checked before anything is read.

Source: spec/metadata.md section 5, spec/tasks.md T-12.1 and T-12.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ecomsim import errors

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

WEEK = timedelta(days=7)


class Arguments:
    """The arguments of one call by parameter name; positions count from 0.

    Raises 001044-style compilation errors for names the function does not have and for too many positions.
    """

    def __init__(self, function: str, given: Mapping[str | int, Any], parameters: tuple[str, ...]) -> None:
        self.function = function
        self._values: dict[str, Any] = {}
        for key, value in given.items():
            if isinstance(key, int):
                if key >= len(parameters):
                    raise errors.compilation(
                        939,
                        "22023",
                        f"too many arguments for function [{function}] expected {len(parameters)}, got {len(given)}",
                    )
                self._values[parameters[key]] = value
            elif key.upper() in parameters:
                self._values[key.upper()] = value
            else:
                raise errors.compilation(
                    1044, "42P13", f"Invalid argument [{key.upper()}] for table function '{function}'."
                )

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def required(self, name: str) -> Any:
        """A value that must be there."""
        if name not in self:
            raise errors.compilation(1044, "42P13", f"Missing argument [{name}] for table function '{self.function}'.")
        return self._values[name]

    def text(self, name: str, default: str | None = None) -> str | None:
        value = self._values.get(name)
        return default if value is None else str(value)

    def boolean(self, name: str, default: bool = False) -> bool:
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "false"):
            return str(value).lower() == "true"
        raise self._invalid(name, value)

    def integer(self, name: str, default: int, low: int | None = None, high: int | None = None) -> int:
        """A whole number; beyond `high` the error names the limit."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            raise self._invalid(name, value)
        try:
            number = int(Decimal(str(value)))
        except ArithmeticError as cause:
            raise self._invalid(name, value) from cause
        if high is not None and number > high:
            raise errors.fail(1025, "22003", f"Value for parameter {name} exceeds maximum allowable value ({high:,}).")
        if low is not None and number < low:
            raise self._invalid(name, value)
        return number

    def instant(self, name: str, session: Session) -> datetime | None:
        """A moment: timestamps without a zone, dates and text are read in the session's time zone."""
        value = self._values.get(name)
        if value is None:
            return None
        zone = ZoneInfo(str(session.parameters.get("TIMEZONE", "UTC")))
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError as cause:
                raise errors.fail(100035, "22007", f"Timestamp '{value}' is not recognized") from cause
        if isinstance(value, Mapping):  # a TIMESTAMP_TZ as it is stored
            value = value["instant"].replace(tzinfo=UTC)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value, time(), zone).astimezone(UTC)
        raise self._invalid(name, value)

    def _invalid(self, name: str, value: Any) -> errors.SnowflakeError:
        return errors.fail(1044, "42P13", f"Invalid value [{value}] for parameter {name} of '{self.function}'.")


def recent_range(
    arguments: Arguments, start: str, end: str, session: Session, *, reach: timedelta = WEEK
) -> tuple[datetime | None, datetime | None]:
    """The two ends of a time range that must lie within the last `reach`; None where it is open.

    Raises when the start lies before that, or after the end.
    """
    begin, stop = arguments.instant(start, session), arguments.instant(end, session)
    oldest = session.now - reach
    for name, moment in ((start, begin), (end, stop)):
        # a start computed as "now minus the reach" a moment ago still counts
        if moment is not None and moment < oldest - timedelta(minutes=1):
            raise errors.fail(
                1044,
                "42P13",
                f"Cannot retrieve data for the time range: {name} is more than {reach.days} days ago.",
            )
    if begin is not None and stop is not None and begin > stop:
        raise errors.fail(1044, "42P13", f"{start} must be before {end}.")
    return begin, stop
