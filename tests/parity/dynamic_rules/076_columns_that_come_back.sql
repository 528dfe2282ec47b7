-- source: Snowflake documentation, "Modify dynamic tables", upstream changes: a column dropped and added again; section 14
-- case: dynamic table rules, case 76
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE named TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE every TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT * FROM src;

CREATE DYNAMIC TABLE keys TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id FROM src;

ALTER TABLE src DROP COLUMN v;

ALTER TABLE src ADD COLUMN v INT;

-- advance 10 seconds
ALTER DYNAMIC TABLE named, every, keys REFRESH;

SELECT n.id, n.v, e.v AS w FROM named n JOIN every e ON n.id = e.id ORDER BY n.id;
----
ID | V | W
1 | NULL | NULL
2 | NULL | NULL

SELECT name, refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY name;
----
NAME | REFRESH_ACTION
EVERY | REINITIALIZE
KEYS | NO_DATA
NAMED | REINITIALIZE

UPDATE src SET v = id;

ALTER TABLE src DROP COLUMN v;

ALTER TABLE src ADD COLUMN w INT;

UPDATE src SET w = id + 1;

-- advance 10 seconds
ALTER DYNAMIC TABLE every REFRESH;

SELECT * FROM every ORDER BY id;
----
ID | W
1 | 2
2 | 3

ALTER TABLE src RENAME COLUMN w TO v;

-- advance 10 seconds
ALTER DYNAMIC TABLE named REFRESH;

SELECT * FROM named ORDER BY id;
----
ID | V
1 | 2
2 | 3

CREATE DYNAMIC TABLE clustered (id, v) TARGET_LAG = '1 day' WAREHOUSE = wh CLUSTER BY (v) AS SELECT * FROM src;

ALTER TABLE src DROP COLUMN v;

-- advance 10 seconds
ALTER DYNAMIC TABLE clustered REFRESH;
----
error
