-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 143

SELECT $$a'b\n$$;
----
*
a'b\n
