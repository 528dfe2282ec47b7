-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 181

SELECT DATEDIFF(week,'2017-01-01'::DATE,'2017-01-02'::DATE);
----
*
1
