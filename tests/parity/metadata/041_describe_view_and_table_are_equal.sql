-- source: Snowflake documentation, "DESCRIBE TABLE", "DESCRIBE VIEW"
-- case: metadata.md 11 case 41

CREATE TABLE t (a INT, b VARCHAR(5));

CREATE VIEW v AS SELECT a, b FROM t;

DESCRIBE VIEW v;
----
name | type | kind | null? | default | primary key | unique key | check | expression | comment | policy name | privacy domain
A | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
B | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL

DESCRIBE TABLE v;
----
name | type | kind | null? | default | primary key | unique key | check | expression | comment | policy name | privacy domain
A | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
B | VARCHAR(5) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
