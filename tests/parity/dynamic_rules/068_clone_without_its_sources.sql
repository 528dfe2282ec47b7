-- source: Snowflake documentation, "Clone dynamic tables"; DT-3.7
-- case: dynamic table rules, case 68
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE c CLONE d;

INSERT INTO src VALUES (3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE c REFRESH;

SELECT refresh_action, reinit_reason IS NOT NULL AS reasoned FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'c'));
----
REFRESH_ACTION | REASONED
REINITIALIZE | TRUE

SHOW DYNAMIC TABLES;

SELECT "name", "is_clone", "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name | is_clone | scheduling_state
C | true | SUSPENDED
D | false | ACTIVE

SELECT scheduling_state:reason_code::STRING AS code, inputs[0]:name::STRING AS input FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE name = 'C';
----
CODE | INPUT
CLONED_AUTO_SUSPENDED | DB1.S1.SRC

DROP TABLE src;

ALTER DYNAMIC TABLE c RESUME;
----
error

-- advance 10 seconds
ALTER DYNAMIC TABLE c REFRESH;
----
error 002037

SELECT COUNT(*) AS n FROM c;
----
N
3

UNDROP TABLE src;

ALTER DYNAMIC TABLE c RESUME;

SELECT scheduling_state:state::STRING AS state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) WHERE name = 'C';
----
STATE
ACTIVE
