-- source: Snowflake documentation, "ALTER TABLE … ALTER COLUMN" (precision), "CREATE TABLE" (retention, clustering)
-- case: found case 383

CREATE TABLE t (a NUMBER(12,2), b NUMBER(38,0), v VARCHAR(10)) CLUSTER BY (a, SUBSTR(v, 1, 2));

INSERT INTO t VALUES (123.45, 5, 'x'), (NULL, NULL, NULL);

ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMBER(5,2);

ALTER TABLE t MODIFY COLUMN b NUMBER(1,0);

DESCRIBE TABLE t;
----
name | type | ...
A | NUMBER(5,2) | ...
B | NUMBER(1,0) | ...
V | VARCHAR(10) | ...

SELECT a, b FROM t WHERE v = 'x';
----
A | B
123.45 | 5

INSERT INTO t VALUES (1234.5, 1, 'y');
----
error 100039 (22003): Numeric value '1234.5' is out of range

ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMBER(4,2);
----
error 002108 (42601): cannot change column A from type NUMBER(5,2) to NUMBER(4,2)

ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMBER(5,1);
----
error 002108 (42601): cannot change column A from type NUMBER(5,2) to NUMBER(5,1)

ALTER TABLE t ALTER COLUMN v SET DATA TYPE VARCHAR(5);
----
error 002108 (42601): cannot change column V from type VARCHAR(10) to VARCHAR(5)

UPDATE t SET a = 1 WHERE v = 'x';

ALTER TABLE t ALTER COLUMN a SET DATA TYPE NUMBER(4,2);
----
error 000002 (0A000): a smaller precision than values need that Time Travel still keeps

ALTER TABLE t CLUSTER BY (nosuch);
----
error 000904 (42000): invalid identifier 'NOSUCH'

CREATE TABLE u (a INT) CLUSTER BY (b);
----
error 000904 (42000): invalid identifier 'B'

ALTER TABLE t CLUSTER BY (b);

ALTER TABLE t SET DATA_RETENTION_TIME_IN_DAYS = 91;
----
error 001008 (22023): Exceeds maximum allowable retention time (90 day(s)).

ALTER TABLE t SET TAG cost = 'x';
----
error 002003 (42S02): Tag 'COST' does not exist or not authorized.
