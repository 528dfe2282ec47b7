-- source: "GET_DDL": running its output recreates the objects; ACCOUNT_USAGE "RESOURCE_MONITORS view"
-- case: found case 661

CREATE DATABASE d;

CREATE SCHEMA a;

CREATE SCHEMA z;

CREATE TABLE d.z.base (k INT);

CREATE TAG d.z.team;

CREATE VIEW d.a.above AS SELECT k FROM d.z.base;

CREATE TABLE d.public.tagged (k INT) WITH TAG (d.z.team = 'x');

SELECT POSITION('schema Z' IN t) < POSITION('schema A' IN t) AS before_view, POSITION('schema Z' IN t) < POSITION('schema PUBLIC' IN t) AS before_tagged FROM (SELECT REPLACE(GET_DDL('DATABASE', 'D'), 'SCHEMA', 'schema') AS t);
----
BEFORE_VIEW | BEFORE_TAGGED
TRUE | TRUE

CREATE TABLE d.a.first_one (k INT);

CREATE VIEW d.z.over_it AS SELECT k FROM d.a.first_one;

CREATE VIEW d.z.over_above AS SELECT k FROM d.a.above;

SET ddl = (SELECT GET_DDL('DATABASE', 'D', TRUE));

EXECUTE IMMEDIATE $$
DECLARE
  statements ARRAY;
  one VARCHAR;
BEGIN
  statements := SPLIT($ddl, ';');
  FOR i IN 0 TO ARRAY_SIZE(:statements) - 1 DO
    one := TRIM(GET(:statements, i)::VARCHAR, ' \n');
    IF (one <> '') THEN
      EXECUTE IMMEDIATE :one;
    END IF;
  END FOR;
  RETURN ARRAY_SIZE(:statements) > 8;
END;
$$;
----
anonymous block
TRUE

SELECT GET_DDL('DATABASE', 'D', TRUE) = $ddl AS same;
----
SAME
TRUE

CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 100 TRIGGERS ON 50 PERCENT DO NOTIFY ON 75 PERCENT DO NOTIFY ON 90 PERCENT DO SUSPEND;

CREATE WAREHOUSE watched RESOURCE_MONITOR = m INITIALLY_SUSPENDED = TRUE;

SELECT name, credit_quota, used_credits, remaining_credits, owner, warehouses, notify, suspend, suspend_immediate, level FROM snowflake.account_usage.resource_monitors;
----
NAME | CREDIT_QUOTA | USED_CREDITS | REMAINING_CREDITS | OWNER | WAREHOUSES | NOTIFY | SUSPEND | SUSPEND_IMMEDIATE | LEVEL
M | 100 | 0 | 100 | ACCOUNTADMIN | WATCHED | 50 | 90 | NULL | WAREHOUSE
