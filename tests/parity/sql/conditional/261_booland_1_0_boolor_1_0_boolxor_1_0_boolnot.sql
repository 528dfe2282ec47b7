-- source: Snowflake SQL reference, conditional
-- case: sql-cases.tsv 261

SELECT BOOLAND(1,0), BOOLOR(1,0), BOOLXOR(1,0), BOOLNOT(1);
----
* | * | * | *
FALSE | TRUE | TRUE | FALSE
