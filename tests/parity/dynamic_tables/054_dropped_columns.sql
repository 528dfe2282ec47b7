-- source: Snowflake documentation, "Modify dynamic tables"
-- case: dynamic-tables.md 22 case 54
-- fixture: src
-- needs: virtual clock

ALTER TABLE src ADD COLUMN unused INT;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

ALTER TABLE src DROP COLUMN unused;

INSERT INTO src VALUES (3,30);

-- advance 50 seconds
SELECT COUNT(*) AS n FROM d;
----
N
3

ALTER TABLE src DROP COLUMN v;

-- advance 48 seconds
SELECT state, state_message FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE state = 'FAILED';
----
STATE | STATE_MESSAGE
FAILED | ~.*invalid identifier 'V'.*
