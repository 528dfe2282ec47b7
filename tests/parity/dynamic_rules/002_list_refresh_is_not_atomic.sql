-- source: Snowflake documentation, "ALTER DYNAMIC TABLE", restrictions
-- case: dynamic table rules, case 2
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE good TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

CREATE DYNAMIC TABLE bad TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, 100 / v AS q FROM src;

INSERT INTO src VALUES (3,0);

-- advance 10 seconds
ALTER DYNAMIC TABLE good, bad REFRESH;
----
error 100051 (22012): Division by zero

SELECT (SELECT COUNT(*) FROM good) AS good, (SELECT COUNT(*) FROM bad) AS bad;
----
GOOD | BAD
3 | 2
