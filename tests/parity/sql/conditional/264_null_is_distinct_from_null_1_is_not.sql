-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 264

SELECT NULL IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM 1;
----
* | *
FALSE | TRUE
