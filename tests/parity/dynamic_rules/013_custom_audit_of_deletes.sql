-- source: Snowflake documentation, "Custom incrementalization", audit deletes log
-- case: dynamic table rules, case 13
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE gone (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh INITIALIZE = ON_SCHEDULE REFRESH USING (INSERT INTO SELF SELECT * EXCLUDE (METADATA$ISUPDATE, METADATA$ACTION) FROM src CHANGES(INFORMATION => DEFAULT) WHERE NOT METADATA$ISUPDATE AND METADATA$ACTION = 'DELETE');

-- advance 1 minute
UPDATE src SET v = 12 WHERE id = 1;

DELETE FROM src WHERE id = 2;

-- advance 1 minute
SELECT id, v FROM gone;
----
ID | V
2 | 20
