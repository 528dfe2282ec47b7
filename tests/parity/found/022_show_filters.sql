-- source: spec/metadata.md 2.1: LIKE ignores case, STARTS WITH and FROM do not; TERSE and HISTORY change the columns
-- case: found case 22

CREATE SCHEMA s;

CREATE TABLE alpha (a INT);

CREATE TABLE "alpine" (a INT);

CREATE TABLE beta (a INT);

CREATE VIEW gamma AS SELECT a FROM alpha;

SHOW TABLES LIKE 'AL%' IN SCHEMA s ->> SELECT "name" FROM $1 ORDER BY 1;
----
name
ALPHA
alpine

SHOW TABLES IN SCHEMA s STARTS WITH 'al' ->> SELECT "name" FROM $1;
----
name
alpine

SHOW TABLES LIKE '%' IN s STARTS WITH 'A' LIMIT 1 ->> SELECT "name" FROM $1;
----
name
ALPHA

SHOW TABLES IN SCHEMA s LIMIT 1 FROM 'ALPHA' ->> SELECT "name" FROM $1;
----
name
BETA

SHOW TERSE OBJECTS IN SCHEMA s ->> SELECT "name", "kind", "schema_name" FROM $1 ORDER BY 1;
----
name | kind | schema_name
ALPHA | TABLE | S
BETA | TABLE | S
GAMMA | VIEW | S
alpine | TABLE | S

DROP TABLE beta;

SHOW TABLES HISTORY LIKE 'BETA' IN SCHEMA s ->> SELECT "name", "dropped_on" IS NOT NULL AS gone FROM $1;
----
name | GONE
BETA | TRUE

SHOW VIEWS LIKE 'nosuch' ->> SELECT COUNT(*) AS n FROM $1;
----
N
0
