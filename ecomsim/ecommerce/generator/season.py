"""When people order: growth, the year, the week, the holidays and the hour of the day.

History and live traffic read the same curves, so the simulated shop goes on as its past went. All
weights are relative; a plain Tuesday in April with no growth weighs about one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from ecomsim.ecommerce.generator.reference import reference

YEARLY_GROWTH = 1.35
WEEKDAY = np.array([0.96, 0.93, 0.95, 0.99, 1.06, 1.12, 1.14])  # Monday first
MONTH = np.array([0.90, 0.91, 0.95, 0.97, 0.99, 0.96, 0.94, 0.97, 1.00, 1.03, 1.22, 1.30])
HOUR = np.array(  # midnight first
    [
        *(1.2, 0.7, 0.4, 0.3, 0.3, 0.5, 1.1, 2.2, 3.4, 4.5, 5.3, 5.8),
        *(6.1, 5.7, 5.2, 5.1, 5.4, 5.9, 6.7, 7.6, 8.2, 7.6, 5.2, 2.8),
    ]
)
_HOUR_SHARE = HOUR / HOUR.sum()
_BEFORE_HOUR = np.concatenate([[0.0], np.cumsum(_HOUR_SHARE)])
_BEFORE_HOUR[-1] = 1.0

MICROS_PER_SECOND = 1_000_000
MICROS_PER_HOUR = 3600 * MICROS_PER_SECOND
MICROS_PER_DAY = 24 * MICROS_PER_HOUR


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    first_thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    return first_thursday + timedelta(days=22)


def season_weight(day: date) -> float:
    """Orders on `day` relative to a plain day, growth left out."""
    weight = float(WEEKDAY[day.weekday()] * MONTH[day.month - 1])
    sale = black_friday(day.year)
    if sale - timedelta(days=2) <= day <= sale + timedelta(days=3):  # through Cyber Monday
        weight *= 2.2 if day == sale else 1.6
    return weight * _holiday_factors().get((day.month, day.day), 1.0)


def _holiday_factors() -> dict[tuple[int, int], float]:
    frame = reference().holidays
    return {(month, day): factor for month, day, _, factor in frame.iter_rows()}


def day_weights(first: date, days: int) -> np.ndarray:
    """Weight of each of `days` days from `first` on, growth included (1.0 on the first day)."""
    season = np.array([season_weight(first + timedelta(days=i)) for i in range(days)])
    return season * YEARLY_GROWTH ** (np.arange(days) / 365.25)


def share_of_day_before(moment: datetime) -> float:
    """Share of a day's orders that come before this time of day, 0..1."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return float(_share_before_hours(np.array([seconds / 3600]))[0])


def _share_before_hours(hours: np.ndarray) -> np.ndarray:
    return np.interp(hours, np.arange(25), _BEFORE_HOUR)


def time_of_day(shares: np.ndarray) -> np.ndarray:
    """Microseconds after midnight, whole seconds, at which each share (0..1) of a day's orders is reached."""
    seconds = np.interp(shares, _BEFORE_HOUR, np.arange(25) * 3600.0).astype(np.int64)
    return np.minimum(seconds, 86_399) * MICROS_PER_SECOND


def expected_orders(start: datetime, end: datetime, *, orders_per_day: float) -> float:
    """Orders to expect in [start, end) when a plain day brings `orders_per_day`.

    Raises ValueError when the interval runs backwards.
    """
    if end < start:
        raise ValueError(f"the interval ends ({end}) before it starts ({start})")
    total = 0.0
    moment = start
    while moment < end:
        midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time())
        until = min(end, midnight)
        reached = 1.0 if until == midnight else share_of_day_before(until)
        total += season_weight(moment.date()) * (reached - share_of_day_before(moment))
        moment = until
    return orders_per_day * total
