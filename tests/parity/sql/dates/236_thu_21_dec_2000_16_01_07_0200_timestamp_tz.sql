-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 236

SELECT 'Thu, 21 Dec 2000 16:01:07 +0200'::TIMESTAMP_TZ;
----
*
2000-12-21 16:01:07.000 +0200
