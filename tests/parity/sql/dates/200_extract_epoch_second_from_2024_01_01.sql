-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 200

SELECT EXTRACT(epoch_second FROM '2024-01-01'::TIMESTAMP), DATE_PART(epoch_millisecond,'2024-01-01'::TIMESTAMP);
----
* | *
1704067200 | 1704067200000
