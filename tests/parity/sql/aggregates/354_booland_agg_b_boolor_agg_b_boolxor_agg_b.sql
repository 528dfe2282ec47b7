-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 354

SELECT BOOLAND_AGG(b), BOOLOR_AGG(b), BOOLXOR_AGG(b) FROM (SELECT TRUE b UNION ALL SELECT FALSE);
----
* | * | *
FALSE | TRUE | TRUE
