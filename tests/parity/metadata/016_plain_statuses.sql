-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account (unconfirmed)
-- case: metadata.md 11 case 16

CREATE TABLE t (a INT);

TRUNCATE TABLE t;
----
status
Statement executed successfully.

USE SCHEMA s1;
----
status
Statement executed successfully.

SET x = 1;
----
status
Statement executed successfully.

BEGIN;
----
status
Statement executed successfully.

COMMIT;
----
status
Statement executed successfully.
