-- source: Snowflake SQL reference, dates and times (unconfirmed)
-- case: sql-cases.tsv 250
-- gap: not yet: whether DATE + INTERVAL of months is a timestamp is unconfirmed

SELECT '2024-01-31'::DATE + INTERVAL '1 month';
----
*
2024-02-29 00:00:00.000
