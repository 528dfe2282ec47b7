-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 174

SELECT TIMEADD(hour,1,'10:00:00'::TIME), TIMESTAMPADD(day,1,'2024-01-01'::DATE);
----
* | *
11:00:00 | 2024-01-02
