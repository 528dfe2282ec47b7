-- source: Snowflake documentation, "Custom incrementalization", MERGE INTO SELF
-- case: dynamic table rules, case 12
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d (id INT, total INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (MERGE INTO SELF AS tgt USING (SELECT id, SUM(v) AS batch FROM src CHANGES(INFORMATION => APPEND_ONLY) GROUP BY id) AS s ON tgt.id = s.id WHEN MATCHED THEN UPDATE SET tgt.total = tgt.total + s.batch WHEN NOT MATCHED THEN INSERT (id, total) VALUES (s.id, s.batch));

INSERT INTO src VALUES (1,5),(3,30);

-- advance 1 minute
SELECT id, total FROM d ORDER BY id;
----
ID | TOTAL
1 | 15
2 | 20
3 | 30

INSERT INTO d VALUES (9,9);
----
error 003001 (42501): DML operations are not supported on Dynamic Table 'D'
