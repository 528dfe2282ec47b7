-- source: Snowflake documentation, "Use streams on dynamic tables"
-- case: dynamic-tables.md 22 case 60
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE STREAM s ON DYNAMIC TABLE d;

-- advance 1 second
CREATE OR REPLACE TABLE src (id INT, v INT) CHANGE_TRACKING = TRUE;

INSERT INTO src VALUES (1,10),(2,20);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, w, metadata$action, metadata$isupdate FROM s ORDER BY id, metadata$action;
----
ID | W | METADATA$ACTION | METADATA$ISUPDATE
1 | 20 | DELETE | FALSE
1 | 20 | INSERT | FALSE
2 | 40 | DELETE | FALSE
2 | 40 | INSERT | FALSE
