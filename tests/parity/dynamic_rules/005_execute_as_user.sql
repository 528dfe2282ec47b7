-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", EXECUTE AS USER
-- case: dynamic table rules, case 5
-- fixture: src
-- needs: virtual clock

CREATE USER refresher;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh EXECUTE AS USER nobody AS SELECT id FROM src;
----
error 002003: User 'NOBODY' does not exist or not authorized

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh EXECUTE AS USER refresher USE SECONDARY ROLES NONE AS SELECT id FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "execute_as_user", "secondary_roles" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
execute_as_user | secondary_roles
REFRESHER | NONE

INSERT INTO src VALUES (3,30);

-- advance 1 minute
SELECT execute_as_user FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED';
----
EXECUTE_AS_USER
REFRESHER

ALTER DYNAMIC TABLE d UNSET EXECUTE AS USER;

SELECT execute_as_user, secondary_roles FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd'));
----
EXECUTE_AS_USER | SECONDARY_ROLES
NULL | NULL
