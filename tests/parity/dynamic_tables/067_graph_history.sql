-- source: Snowflake documentation, "SHOW DYNAMIC TABLES", "DYNAMIC_TABLE_REFRESH_HISTORY", "DYNAMIC_TABLE_GRAPH_HISTORY"
-- case: dynamic-tables.md 22 case 67
-- fixture: src
-- needs: virtual clock

SET t0 = (SELECT CURRENT_TIMESTAMP());

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE d SET TARGET_LAG = '2 minutes';

-- advance 10 seconds
ALTER DYNAMIC TABLE d SUSPEND;

-- advance 10 seconds
ALTER DYNAMIC TABLE d RESUME;

SELECT alter_trigger[0]::VARCHAR AS alter_trigger, valid_to IS NULL AS current FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY(HISTORY_START => $t0)) WHERE name = 'D' ORDER BY valid_from;
----
ALTER_TRIGGER | CURRENT
CREATE_DYNAMIC_TABLE | FALSE
ALTER_TARGET_LAG | FALSE
SUSPEND | FALSE
RESUME | TRUE
