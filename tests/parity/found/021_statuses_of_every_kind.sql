-- source: spec/metadata.md 1.1 and 1.2: the text names the kind and the name in canonical form
-- case: found case 21

CREATE TABLE t (a INT);

CREATE ROLE "my Role";
----
status
Role my Role successfully created.

CREATE USER u9;
----
status
User U9 successfully created.

CREATE WAREHOUSE w9 INITIALLY_SUSPENDED = TRUE;
----
status
Warehouse W9 successfully created.

CREATE STREAM st ON TABLE t;
----
status
Stream ST successfully created.

CREATE TASK tk AS SELECT 1;
----
status
Task TK successfully created.

CREATE OR REPLACE TABLE t (a INT);
----
status
Table T successfully created.

CREATE SEQUENCE IF NOT EXISTS sq;
----
status
Sequence SQ successfully created.

CREATE SEQUENCE IF NOT EXISTS sq;
----
status
SQ already exists, statement succeeded.

CREATE ROLE IF NOT EXISTS "my Role";
----
status
my Role already exists, statement succeeded.

GRANT SELECT ON TABLE t TO ROLE "my Role";
----
status
Statement executed successfully.

COMMENT ON TABLE t IS 'c';
----
status
Statement executed successfully.

DROP STREAM st;
----
status
ST successfully dropped.

DROP TASK IF EXISTS nosuch;
----
status
Drop statement executed successfully (NOSUCH already dropped).

DROP WAREHOUSE w9;
----
status
W9 successfully dropped.

DROP ROLE "my Role";
----
status
my Role successfully dropped.

SET x = 1;

UNSET x;
----
status
Statement executed successfully.
