-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 71

SELECT 'yes'::BOOLEAN, 'on'::BOOLEAN, 't'::BOOLEAN, '1'::BOOLEAN;
----
* | * | * | *
TRUE | TRUE | TRUE | TRUE
