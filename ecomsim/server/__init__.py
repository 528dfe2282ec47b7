"""The HTTP server: a thin coat over sessions that speaks Snowflake's client protocol.

Bytes in, `session.execute`, bytes out; everything that means something happens in the engine.
"""
