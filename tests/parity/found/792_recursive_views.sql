-- source: Snowflake SQL reference, CREATE VIEW (RECURSIVE), WITH: a view that reads itself; a column that is NULL in the anchor has the type of the recursive clause
-- case: found case 792

CREATE TABLE staff (id INT, boss INT, title VARCHAR);
----
status
Table STAFF successfully created.

INSERT INTO staff VALUES (1, NULL, 'head'), (2, 1, 'left hand'), (3, 1, 'right hand'), (4, 3, 'finger');
----
number of rows inserted
4

CREATE RECURSIVE VIEW chain (id, title, over, "over's title") AS (SELECT id, title, NULL AS over, 'none' FROM staff WHERE boss IS NULL UNION ALL SELECT s.id, s.title, chain.id, chain.title FROM staff s JOIN chain ON s.boss = chain.id);
----
status
View CHAIN successfully created.

SELECT *, SYSTEM$TYPEOF(over) AS kind FROM chain ORDER BY id;
----
ID | TITLE | OVER | over's title | KIND
1 | head | NULL | none | NUMBER(38,0)[SB16]
2 | left hand | 1 | head | NUMBER(38,0)[SB16]
3 | right hand | 1 | head | NUMBER(38,0)[SB16]
4 | finger | 3 | right hand | NUMBER(38,0)[SB16]

CREATE OR REPLACE RECURSIVE VIEW counted (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 3;
----
status
View COUNTED successfully created.

ALTER VIEW counted RENAME TO numbers;
----
status
Statement executed successfully.

SELECT LISTAGG(n, ' ') WITHIN GROUP (ORDER BY n) AS ns FROM numbers;
----
NS
1 2 3

WITH RECURSIVE c (a, b, d, e) AS (SELECT 1, NULL, NULL, NULL UNION ALL SELECT a + 1, '2024-05-01'::DATE, d || 'x', e FROM c WHERE a < 2) SELECT a, b, SYSTEM$TYPEOF(b) AS t, SYSTEM$TYPEOF(e) AS u FROM c ORDER BY a;
----
A | B | T | U
1 | NULL | DATE[SB4] | VARCHAR(16777216)[LOB]
2 | 2024-05-01 | DATE[SB4] | VARCHAR(16777216)[LOB]
