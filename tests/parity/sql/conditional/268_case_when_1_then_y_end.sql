-- source: Snowflake SQL reference, conditional (unconfirmed)
-- case: sql-cases.tsv 268

SELECT CASE WHEN 1 THEN 'y' END;
----
*
y
