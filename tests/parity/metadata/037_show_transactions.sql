-- source: Snowflake documentation, "SHOW <objects>"
-- case: metadata.md 11 case 37

BEGIN;

SHOW TRANSACTIONS;
----
id | user | session | name | started_on | state | scope
* | * | * | * | * | running | 0

COMMIT;
