-- source: Snowflake documentation, "ALTER DYNAMIC TABLE", REFRESH COPY SESSION; DT-11.9
-- case: dynamic table rules, case 70
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh AS SELECT id, v FROM src;

INSERT INTO src VALUES (3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

INSERT INTO src VALUES (4,40);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH COPY SESSION;

SELECT warehouse, execute_as_user = CURRENT_USER() AS by_me FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL' ORDER BY data_timestamp;
----
WAREHOUSE | BY_ME
WH | NULL
COMPUTE_WH | TRUE

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "owner", "warehouse", "execute_as_user" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
owner | warehouse | execute_as_user
ACCOUNTADMIN | WH | NULL
