-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 207

SELECT MONTHS_BETWEEN('2019-03-01'::DATE,'2019-02-15'::DATE);
----
*
~0\.548387\d*
