-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 72

SELECT 'off'::BOOLEAN, 'n'::BOOLEAN;
----
* | *
FALSE | FALSE
