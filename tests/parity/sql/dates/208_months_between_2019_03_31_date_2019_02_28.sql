-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 208

SELECT MONTHS_BETWEEN('2019-03-31'::DATE,'2019-02-28'::DATE);
----
*
~1(\.0+)?
