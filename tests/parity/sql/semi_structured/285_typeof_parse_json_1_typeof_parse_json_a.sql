-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 285

SELECT TYPEOF(PARSE_JSON('1')), TYPEOF(PARSE_JSON('"a"')), TYPEOF(PARSE_JSON('null')), TYPEOF(PARSE_JSON('1.5')), TYPEOF(PARSE_JSON('[]'));
----
* | * | * | * | *
INTEGER | VARCHAR | NULL_VALUE | DECIMAL | ARRAY
