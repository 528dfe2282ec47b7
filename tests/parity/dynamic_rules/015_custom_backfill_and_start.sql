-- source: Snowflake documentation, "Custom incrementalization", BACKFILL FROM and START AT
-- case: dynamic table rules, case 15
-- fixture: src
-- needs: virtual clock

CREATE TABLE old (id INT, v INT) AS SELECT 7, 70;

CREATE STREAM st ON TABLE src;

INSERT INTO src VALUES (3,30);

CREATE DYNAMIC TABLE d (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh BACKFILL FROM old START AT (STREAM => 'st') REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

CREATE DYNAMIC TABLE e (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh BACKFILL FROM old REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

SELECT id, v FROM d;
----
ID | V
7 | 70

INSERT INTO src VALUES (4,40);

-- advance 1 minute
SELECT id FROM d ORDER BY id;
----
ID
3
4
7

SELECT id FROM e ORDER BY id;
----
ID
4
7

CREATE DYNAMIC TABLE f (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh START AT (OFFSET => -60) REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES());
----
error 001008
