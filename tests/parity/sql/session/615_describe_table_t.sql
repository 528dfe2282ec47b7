-- source: Snowflake SQL reference, session, metadata, scripting
-- case: sql-cases.tsv 615

CREATE TABLE t (a INT);

DESCRIBE TABLE t;
----
name | type | kind | null? | default | primary key | unique key | check | expression | comment | policy name | privacy domain
A | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
