-- source: Snowflake documentation, "DESCRIBE TABLE", "DESCRIBE VIEW"
-- case: metadata.md 11 case 39

CREATE TABLE d (c1 INT PRIMARY KEY, c2 INT, c3 INT UNIQUE, c4 VARCHAR(30) DEFAULT 'n/a' COMMENT 'x');

DESCRIBE TABLE d;
----
name | type | kind | null? | default | primary key | unique key | check | expression | comment | policy name | privacy domain
C1 | NUMBER(38,0) | COLUMN | N | NULL | Y | N | NULL | NULL | NULL | NULL | NULL
C2 | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
C3 | NUMBER(38,0) | COLUMN | Y | NULL | N | Y | NULL | NULL | NULL | NULL | NULL
C4 | VARCHAR(30) | COLUMN | Y | 'n/a' | N | N | NULL | NULL | x | NULL | NULL
