"""Snowflake's number format models: `9,999.99`, `$99.0`, `9.99EE`, `S0XXX`, `TM9` …

Invariant: a number that does not fit its model shows as `#`, and a text that does not fit gives None.
Source: Snowflake documentation, "SQL format models".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)
"""Holds every digit that a NUMBER or a FLOAT and the positions of its model have."""

_VARIABLE = 2
"""The length of EE, whose exponent has as many digits as it needs; EEE and longer ones are as wide as written."""

_WIDEST = 7
"""Characters that EE may need."""

_TOKEN = re.compile(r'"([^"]*)"|(TM9|TME|TM|FM|MI|E{2,7}|.)', re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model taken apart.

    whole and fraction: digit positions as written (9, 0, comma); hexadecimal: X positions; sign: default, S first,
    S last or MI; dollar, blank_zero (B), compact (FM); exponent: EE to EEEEEEE as written; minimal: TM, TM9 or TME;
    before and after: literal text around it.
    """

    whole: str = ""
    fraction: str | None = None
    hexadecimal: int = 0
    lower_case: bool = False
    sign: str = ""
    dollar: bool = False
    blank_zero: bool = False
    compact: bool = False
    exponent: str = ""
    minimal: str = ""
    before: str = ""
    after: str = ""


@lru_cache(maxsize=256)
def model(text: str) -> Model:
    """Take a model apart. ValueError for one that is none."""
    whole, fraction, before, after = "", None, "", ""
    found: dict[str, object] = {}
    hexadecimal = 0
    for quoted, token in _TOKEN.findall(text):
        name = token.upper()
        started = bool(whole or fraction is not None or hexadecimal or found.get("minimal"))
        if not token or (name == " " and not started):
            before, after = (before, after + quoted) if started else (before + quoted + token, after)
        elif name in ("9", "0", ",", "G"):
            if fraction is None:
                whole += "," if name == "G" else name
            else:
                fraction += name
        elif name in (".", "D"):
            fraction = ""
        elif name == "X":
            hexadecimal += 1
            found["lower_case"] = token == "x"
        elif name == "S":
            found["sign"] = "S_last" if started else "S_first"
        elif name == "MI":
            found["sign"] = "MI_last" if started else "MI_first"
        elif name in ("$", "B", "FM"):
            found[{"$": "dollar", "B": "blank_zero", "FM": "compact"}[name]] = True
        elif name.startswith("EE") and started and not hexadecimal:
            found["exponent"] = token
        elif name in ("TM", "TM9", "TME"):
            found["minimal"] = name
        elif name == " ":
            after += token
        else:
            raise ValueError(f"Bad number format '{text}'")
    return Model(whole=whole, fraction=fraction, hexadecimal=hexadecimal, before=before, after=after, **found)  # type: ignore[arg-type]


def render(number: str, text: str) -> str:
    """`number` (its decimal text) in the model `text`."""
    value, form = Decimal(number), model(text)
    if form.minimal:
        return form.before + _minimal(number, value, form.minimal) + form.after
    if not value.is_finite():
        return form.before + _infinite(form) + form.after
    if form.hexadecimal:
        return form.before + _hexadecimal(value, form) + form.after
    fraction = form.fraction or ""
    value, exponent = _normalized(value, form) if form.exponent else (value, 0)
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), context=_EXACT)
    digits = f"{rounded.copy_abs():f}"
    whole, _, decimals = digits.partition(".")
    positions = form.whole.replace(",", "")
    whole = "" if whole == "0" else whole
    overflow = len(whole) > len(positions)
    if not overflow:
        forced = len(positions) - positions.index("0") if "0" in positions else 0
        if not forced and not whole and not form.blank_zero and positions:
            forced = 1  # a lone zero shows, unless B asks for a blank
        whole = whole.rjust(max(forced, len(whole)), "0")
        body = _grouped(whole, form.whole)
    else:
        body, decimals = "#" * len(positions), "#" * len(fraction)
    if form.fraction is not None:
        kept = max(len(decimals.rstrip("0")), fraction.rfind("0") + 1)
        body += "." + decimals[:kept].ljust(len(fraction))  # a 9 leaves zeros at the end blank
    shown_exponent = _exponent(exponent, form.exponent) if form.exponent else ""
    body = _signed(body + shown_exponent, form, rounded < 0 and bool(rounded))
    width = len(form.whole) + (0 if form.fraction is None else 1 + len(fraction)) + len(shown_exponent)
    shown = "".join(body.split()) if form.compact else body.rjust(width + form.dollar + 1)
    return form.before + shown + form.after


def _infinite(form: Model) -> str:
    """What no model has the digits for: an infinity, or what is no number."""
    digits = "#" * len((form.whole + "#" * form.hexadecimal).replace(",", ""))
    return _signed(digits + ("" if form.fraction is None else "." + "#" * len(form.fraction)), form, False)


def _normalized(value: Decimal, form: Model) -> tuple[Decimal, int]:
    """`value` with a digit from 1 to 9 in the first position of the model, and the power of ten taken out of it."""
    if not value:
        return value, 0
    positions, decimals = len(form.whole.replace(",", "")), len(form.fraction or "")
    first = value.adjusted()
    exponent = first - positions + 1
    unit = Decimal(1).scaleb(-decimals)
    rounded = value.scaleb(-exponent, _EXACT).quantize(unit, context=_EXACT)
    exponent += rounded.adjusted() >= positions  # 9.99 rounded to 10.0 is 1.0 of the next power
    return value.scaleb(-exponent, _EXACT), exponent


def _exponent(value: int, element: str) -> str:
    """The exponent as EE … EEEEEEE write it, # where it has too few digits; EE is blank at its end in fill mode."""
    letter = element[0]
    if len(element) == _VARIABLE:
        return f"{letter}{value}".ljust(_WIDEST)
    digits = str(abs(value)).rjust(len(element) - 2, "0")
    overflow = len(digits) > len(element) - 2
    return letter + ("-" if value < 0 else "+") + ("#" * (len(element) - 2) if overflow else digits)


def _signed(body: str, form: Model, negative: bool) -> str:
    body = ("$" if form.dollar else "") + body
    match form.sign:
        case "S_first":
            return ("-" if negative else "+") + body
        case "S_last":
            return body + ("-" if negative else "+")
        case "MI_last":
            return body + ("-" if negative else " ")
        case "MI_first":
            return ("-" if negative else " ") + body
    return ("-" if negative else " ") + body


def _grouped(whole: str, positions: str) -> str:
    """Digits from the right, with a comma where the model has one between two of them."""
    out, left = "", len(whole)
    for position in reversed(positions):
        if left == 0:
            break
        if position == ",":
            out = "," + out
        else:
            left -= 1
            out = whole[left] + out
    return out


def _minimal(number: str, value: Decimal, kind: str) -> str:
    if kind != "TME" or not value.is_finite():
        return number
    if not value:
        return "0E0"
    digits = value.normalize(_EXACT).as_tuple()
    text = "".join(map(str, digits.digits))
    exponent = len(text) - 1 + int(digits.exponent)
    return ("-" if value < 0 else "") + text[0] + ("." + text[1:] if len(text) > 1 else "") + f"E{exponent}"


def _hexadecimal(value: Decimal, form: Model) -> str:
    """Hexadecimal digits; negative numbers in two's complement, or with their sign when the model has one."""
    width = form.hexadecimal + len(form.whole)
    number = int(value.to_integral_value(ROUND_HALF_UP))
    signed = form.sign.startswith("S")
    shown = abs(number) if signed else number % 16**width
    text = f"{shown:X}".rjust(width, "0") if "0" in form.whole else f"{shown:X}".rjust(width)
    if len(text) > width:
        text = "#" * width
    text = text.lower() if form.lower_case else text
    return (("-" if number < 0 else "+") if signed else "") + text


_AFTER_SIGN = re.compile(r"(?<=^[+-])\s+")


def read(source: str, text: str) -> str | None:
    """The decimal text of `source`, read by the model `text` (or the first that fits of several: a|b); None when it
    does not fit.
    """
    found = (_read(source, one) for one in _alternatives(text))
    return next((each for each in found if each is not None), None)


def _alternatives(text: str) -> list[str]:
    """The parts between bars that stand outside of quotes."""
    return _BAR.split(text) if "|" in text else [text]


_BAR = re.compile(r'\|(?=(?:[^"]*"[^"]*")*[^"]*$)')


def _read(source: str, text: str) -> str | None:
    form = model(text)
    found = source.strip()
    found = found.removeprefix(form.before).removesuffix(form.after)
    if form.hexadecimal:
        negative, found = found.startswith("-"), found.lstrip("+-")
        if not re.fullmatch(r"[0-9A-Fa-f]+", found) or len(found) > form.hexadecimal + len(form.whole):
            return None
        return ("-" if negative else "") + str(int(found, 16))
    if form.minimal:
        try:
            return f"{Decimal(_AFTER_SIGN.sub('', found)):f}"
        except InvalidOperation:
            return None
    power = ""
    if form.exponent:
        found, power = _without_exponent(found)
        if not power:
            return None
    match = re.fullmatch(r"([+-]?)\s*(\$?)([+-]?)([0-9,]*)(?:\.([0-9]*))?\s*([+-]?)", found)
    if match is None or (match.group(2) and not form.dollar):
        return None
    signs = match.group(1) + match.group(3) + match.group(6)
    whole, fraction = match.group(4), match.group(5) or ""
    if "," in whole and "," not in form.whole:
        return None
    digits = whole.replace(",", "")
    if len(signs) > 1 or len(digits) > len(form.whole.replace(",", "")) or len(fraction) > len(form.fraction or ""):
        return None
    if not digits and not fraction:
        return None
    positions = form.whole.replace(",", "")
    forced = len(positions) - positions.index("0") if "0" in positions else 0
    if len(digits) < forced or len(fraction) <= (form.fraction or "").rfind("0"):
        return None
    plain = ("-" if signs == "-" else "") + (digits or "0") + ("." + fraction if fraction else "")
    return f"{Decimal(plain).scaleb(int(power)):f}" if power else plain


def _without_exponent(source: str) -> tuple[str, str]:
    """A number in scientific notation, without its exponent, and that ('' when it has none)."""
    match = re.fullmatch(r"(.*?)[eE]([+-]?[0-9]{1,3})([+-]?)", source)
    return (match.group(1) + match.group(3), match.group(2)) if match else (source, "")
