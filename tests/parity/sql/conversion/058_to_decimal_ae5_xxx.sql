-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 58

SELECT TO_DECIMAL('ae5','XXX');
----
*
2789
