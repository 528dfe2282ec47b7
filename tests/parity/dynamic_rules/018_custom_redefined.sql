-- source: Snowflake documentation, "Custom incrementalization", limitations
-- case: dynamic table rules, case 18
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

CREATE OR ALTER DYNAMIC TABLE d (id INT, v INT, twice INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (INSERT INTO SELF SELECT id, v, 2 * v FROM src CHANGES(INFORMATION => APPEND_ONLY));

INSERT INTO src VALUES (3,30);

-- advance 1 minute
SELECT id, v, twice FROM d ORDER BY id;
----
ID | V | TWICE
1 | 10 | NULL
2 | 20 | NULL
3 | 30 | 60
