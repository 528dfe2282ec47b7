-- source: Snowflake SQL reference, MERGE: DEFAULT as the value of a column, in UPDATE as in INSERT
-- case: found case 791

CREATE TABLE stock (id INT, place VARCHAR DEFAULT 'shelf', n INT);
----
status
Table STOCK successfully created.

INSERT INTO stock VALUES (1, 'cellar', 4), (2, 'cellar', 5);
----
number of rows inserted
2

MERGE INTO stock s USING (SELECT column1 AS id FROM VALUES (1), (3)) d ON s.id = d.id WHEN MATCHED AND n > 4 THEN DELETE WHEN MATCHED THEN UPDATE SET place = DEFAULT, n = DEFAULT WHEN NOT MATCHED THEN INSERT (id, place, n) VALUES (d.id, DEFAULT, 9);
----
number of rows inserted | number of rows updated | number of rows deleted
1 | 1 | 0

SELECT * FROM stock ORDER BY id;
----
ID | PLACE | N
1 | shelf | NULL
2 | cellar | 5
3 | shelf | 9
