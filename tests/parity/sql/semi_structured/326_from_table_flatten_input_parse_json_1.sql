-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 326

SELECT * FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1]')));
----
SEQ | KEY | PATH | INDEX | VALUE | THIS
* | NULL | [0] | 0 | 1 | [1]
