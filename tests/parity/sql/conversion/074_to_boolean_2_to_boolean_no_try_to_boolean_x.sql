-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 74

SELECT TO_BOOLEAN(2), TO_BOOLEAN('no'), TRY_TO_BOOLEAN('x');
----
* | * | *
TRUE | FALSE | NULL
