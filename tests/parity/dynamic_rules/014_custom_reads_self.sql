-- source: Snowflake documentation, "Design patterns for dynamic tables", top-K leaderboard
-- case: dynamic table rules, case 14
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE best (id INT, v INT, place INT) TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH USING (MERGE INTO SELF AS tgt USING (WITH candidates AS (SELECT COALESCE(ch.id, cur.id) AS id, COALESCE(ch.v, cur.v) AS v FROM SELF AS cur FULL OUTER JOIN (SELECT id, v FROM src CHANGES() WHERE METADATA$ACTION = 'INSERT') AS ch ON cur.id = ch.id) SELECT id, v, ROW_NUMBER() OVER (ORDER BY v DESC, id) AS place FROM candidates) AS s ON tgt.id = s.id WHEN MATCHED AND s.place <= 2 THEN UPDATE SET tgt.v = s.v, tgt.place = s.place WHEN MATCHED AND s.place > 2 THEN DELETE WHEN NOT MATCHED AND s.place <= 2 THEN INSERT (id, v, place) VALUES (s.id, s.v, s.place));

INSERT INTO src VALUES (3,15);

-- advance 1 minute
SELECT id, v, place FROM best ORDER BY place;
----
ID | V | PLACE
2 | 20 | 1
3 | 15 | 2
