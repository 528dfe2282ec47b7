-- source: Snowflake documentation, "Numeric data types" (DECFLOAT '…' is a literal), "Date & time data types" (DATE '…'), CAST (`::` after an expression casts that expression)
-- case: found case 707

SELECT DATE '2024-01-15'::VARCHAR || '!' AS text, TIMESTAMP '2024-01-15 10:00:00'::DATE AS day, TIME '10:00:00'::VARCHAR AS clock, DECFLOAT '2.5'::INT AS whole, FLOAT '1.5'::VARCHAR || '' AS f;
----
TEXT | DAY | CLOCK | WHOLE | F
2024-01-15! | 2024-01-15 | 10:00:00 | 3 | 1.5

SELECT SYSTEM$TYPEOF(DATE '2024-01-15'::TIMESTAMP_NTZ) LIKE 'TIMESTAMP_NTZ%' AS moment, DATE '2024-01-15' + 1 AS next, DATE '2024-01-15'::TIMESTAMP_NTZ::DATE = DATE '2024-01-15' AS back;
----
MOMENT | NEXT | BACK
TRUE | 2024-01-16 | TRUE
