-- source: Snowflake documentation, "Dynamic table refresh modes", ADAPTIVE refresh
-- case: dynamic table rules, case 10
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE no REFRESH_MODE = ADAPTIVE TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src LIMIT 1;
----
error 002711 (0A000): is defined with REFRESH_MODE = ADAPTIVE, but the query is not supported

CREATE DYNAMIC TABLE d REFRESH_MODE = ADAPTIVE TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, SUM(v) AS v FROM src GROUP BY id;

INSERT INTO src VALUES (3,30),(4,40),(5,50);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

INSERT INTO src VALUES (5,5);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

INSERT OVERWRITE INTO src SELECT * FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT refresh_action, reinit_reason IS NOT NULL AS reasoned FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_ACTION | REASONED
INCREMENTAL | FALSE
REINITIALIZE | TRUE
INCREMENTAL | FALSE
REINITIALIZE | TRUE

SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 10
2 | 20
3 | 30
4 | 40
5 | 55

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode", "refresh_mode_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode | refresh_mode_reason
ADAPTIVE | NULL
