"""PARSE_URL and PARSE_IP: the parts of an address as an OBJECT.

Invariant: what is not there is null in a URL and left out of an IP address; what is no address is an error, or, where
`permissive` is 1, an object with the one member `error`.
Source: Snowflake reference, "PARSE_URL", "PARSE_IP".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from ecomsim.values import variant


def parse_url(text: str, permissive: str = "0") -> str:
    parts = urlsplit(text.strip())
    if not parts.scheme:
        if permissive == "1":
            return _fresh({"error": "scheme not specified"})
        raise ValueError("[[100139|22000|Error parsing URL: scheme not specified]]")
    query = parts.query or None
    parameters = {
        unquote(key): unquote(value)
        for key, _, value in (pair.partition("=") for pair in (query or "").split("&") if pair)
    }
    host, colon, port = parts.netloc.rpartition(":")
    if "@" in port:  # a colon between user and password only
        host, colon, port = parts.netloc, ":", ""
    return _fresh(
        {
            "fragment": parts.fragment or None,
            "host": (host if colon else port) or None,
            "parameters": parameters or None,
            "path": parts.path.removeprefix("/") if parts.path else None,
            "port": port or None if colon else None,
            "query": query,
            "scheme": parts.scheme,
        }
    )


def parse_ip(text: str, kind: str, permissive: str = "0") -> str:
    """PARSE_IP(text, 'INET'): family, host, address, netmask and the range of the network."""
    host, _, bits = text.strip().partition("/")
    try:
        address = ipaddress.ip_address(host)
        network = ipaddress.ip_network(f"{host}/{bits}", strict=False) if bits else None
    except ValueError as cause:
        if permissive == "1":
            return _fresh({"error": f"parsing failed: {text}"})
        raise ValueError(f"[[100146|22000|Error parsing IP address: {text}]]") from cause
    four = address.version == 4
    found: dict[str, Any] = {
        "family": address.version,
        "host": host,
        "ip_fields": _fields(address),
        "ip_type": kind.lower(),
        "netmask_prefix_length": int(bits) if bits else None,
        "snowflake$type": "ip_address",
    }
    if four:
        found["ipv4"] = int(address)
    else:
        found["hex_ipv6"] = f"{int(address):032X}"
    if network is not None:
        first, last = int(network.network_address), int(network.broadcast_address)
        names = ("ipv4_range_start", "ipv4_range_end") if four else ("hex_ipv6_range_start", "hex_ipv6_range_end")
        found.update(zip(names, (first, last) if four else (f"{first:032X}", f"{last:032X}"), strict=True))
    return _fresh(found)


def _fresh(value: dict[str, Any]) -> str:
    """The text of an object made from text that is no JSON."""
    return variant.of_python(value, str)


def _fields(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[int]:
    number = int(address)
    if address.version == 4:
        return [number, 0, 0, 0]
    return [(number >> shift) & 0xFFFFFFFF for shift in (96, 64, 32, 0)]


TABLE: dict[str, Callable[..., str]] = {"PARSE_URL": parse_url, "PARSE_IP": parse_ip}
