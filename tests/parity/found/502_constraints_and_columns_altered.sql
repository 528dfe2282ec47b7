-- source: "ALTER TABLE": RENAME CONSTRAINT, ALTER CONSTRAINT (RELY, NORELY, NOT ENFORCED), ADD COLUMN … AUTOINCREMENT
-- (an empty table only)
-- case: found case 502

CREATE TABLE p(id INT PRIMARY KEY);

CREATE TABLE t(a INT, b INT, CONSTRAINT u1 UNIQUE (a), CONSTRAINT f1 FOREIGN KEY (b) REFERENCES p(id));

ALTER TABLE t RENAME CONSTRAINT u1 TO u2;

ALTER TABLE t ALTER CONSTRAINT u2 NOT ENFORCED RELY;

ALTER TABLE p MODIFY PRIMARY KEY RELY;

ALTER TABLE t ALTER FOREIGN KEY (b) RELY;

SELECT constraint_name, constraint_type, rely FROM information_schema.table_constraints WHERE table_name = 'T' ORDER BY 1;
----
CONSTRAINT_NAME | CONSTRAINT_TYPE | RELY
F1 | FOREIGN KEY | YES
U2 | UNIQUE | YES

ALTER TABLE t MODIFY UNIQUE (a) NORELY;

SHOW UNIQUE KEYS IN TABLE t ->> SELECT "constraint_name", "column_name", "rely" FROM $1;
----
constraint_name | column_name | rely
U2 | A | false

SHOW PRIMARY KEYS IN TABLE p ->> SELECT "column_name", "rely" FROM $1;
----
column_name | rely
ID | true

ALTER TABLE t ALTER CONSTRAINT u1 RELY;
----
error 002227 (42601)

ALTER TABLE t RENAME CONSTRAINT u2 TO f1;
----
error: already exists

ALTER TABLE t ALTER CONSTRAINT u2 ENFORCED;
----
error 000002 (0A000): constraint property ENFORCED

ALTER TABLE t DROP CONSTRAINT u2;

CREATE TABLE e(a INT);

ALTER TABLE e ADD COLUMN n INT AUTOINCREMENT START 10 INCREMENT 5, COLUMN at TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ;

INSERT INTO e(a) VALUES (1), (2);

SELECT a, n, at IS NOT NULL AS filled FROM e ORDER BY n;
----
A | N | FILLED
1 | 10 | TRUE
2 | 15 | TRUE

SELECT GET_DDL('TABLE', 'e') LIKE '%N NUMBER(38,0) autoincrement start 10 increment 5%' AS told;
----
TOLD
TRUE

ALTER TABLE e ADD COLUMN m INT IDENTITY;
----
error: Cannot add column 'M' with non-constant default to non-empty table 'E'.

CREATE SEQUENCE s;

ALTER TABLE e ADD COLUMN k INT DEFAULT s.NEXTVAL;
----
error: Cannot add column 'K' with non-constant default to non-empty table 'E'.
