-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 514

CREATE TABLE v (a ARRAY, o OBJECT);

INSERT INTO v SELECT ARRAY_CONSTRUCT(1), OBJECT_CONSTRUCT('a',1);

SELECT a[0]::INT, o:a::INT FROM v;
----
* | *
1 | 1
