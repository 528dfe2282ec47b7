-- source: Snowflake documentation, "ALTER TABLE"; "CREATE DYNAMIC TABLE", frozen regions and RELY constraints
-- case: dynamic table rules, case 35
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src;

ALTER TABLE d ADD COLUMN z INT;
----
error 002203 (42601): Object found is of type 'DYNAMIC_TABLE', not specified type 'TABLE'

ALTER TABLE d DROP COLUMN v;
----
error 002203 (42601): Object found is of type 'DYNAMIC_TABLE', not specified type 'TABLE'

ALTER TABLE d ADD CONSTRAINT pk PRIMARY KEY (nope) RELY;
----
error 000904 (42000): invalid identifier 'NOPE'

ALTER TABLE d ADD CONSTRAINT pk PRIMARY KEY (id) RELY;

SHOW PRIMARY KEYS IN TABLE d;

SELECT "column_name", "constraint_name", "rely" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
column_name | constraint_name | rely
ID | PK | true

ALTER DYNAMIC TABLE d SET FROZEN WHERE (v < 15);
----
error 002857 (55000): must be a subset of the intersection of the columns used in the RELY constraints

ALTER DYNAMIC TABLE d SET FROZEN WHERE (id < 2);

ALTER TABLE d ADD CONSTRAINT u UNIQUE (v) RELY;
----
error 002857 (55000): RELY

ALTER TABLE d ADD CONSTRAINT u UNIQUE (v);

ALTER TABLE d ADD CONSTRAINT w UNIQUE (v, id) RELY;

ALTER TABLE d DROP CONSTRAINT pk;

SHOW PRIMARY KEYS IN TABLE d;

SELECT COUNT(*) AS n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
N
0
