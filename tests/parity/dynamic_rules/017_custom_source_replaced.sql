-- source: Snowflake documentation, "Custom incrementalization", limitations
-- case: dynamic table rules, case 17
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

CREATE OR REPLACE TABLE src (id INT, v INT) AS SELECT 8, 80;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;
----
error 091930

CREATE OR REPLACE DYNAMIC TABLE d (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

SELECT id FROM d;
----
ID
8
