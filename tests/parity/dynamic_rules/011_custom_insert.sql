-- source: Snowflake documentation, "Custom incrementalization", INSERT INTO SELF
-- case: dynamic table rules, case 11
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d (id INT, v INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES(INFORMATION => APPEND_ONLY));

INSERT INTO src VALUES (3,30);

UPDATE src SET v = 11 WHERE id = 1;

DELETE FROM src WHERE id = 2;

-- advance 1 minute
SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 10
2 | 20
3 | 30

SELECT refresh_trigger, refresh_action, statistics:numInsertedRows::INT AS inserted FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | INSERTED
CREATION | CUSTOM_INCREMENTAL | 2
SCHEDULED | CUSTOM_INCREMENTAL | 1

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode
CUSTOM_INCREMENTAL
