-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 223

SELECT TO_DATE('2024.01.15','YYYY.MM.DD'), TO_DATE('15-Jan-24','DD-MON-YY');
----
* | *
2024-01-15 | 2024-01-15
