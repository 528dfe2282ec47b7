-- source: Snowflake SQL reference: IN, "Interval constants", "String literals" (the headings of $1), TO_JSON (text in headings), RESULT_SCAN ("Examples with duplicate column names")
-- case: found case 672

SELECT (1, NULL) IN ((1, NULL), (2, 3)) AS open, (1, NULL) IN ((2, NULL), (3, 1)) AS shut, (1, 2) = (1, 2) AS same, (1, NULL) <> (2, NULL) AS other;
----
OPEN | SHUT | SAME | OTHER
NULL | FALSE | TRUE | TRUE

SELECT (1, 2) IN ((1, 2, 3));
----
error 001789 (42601)

SELECT '2023-02-28'::DATE + INTERVAL '1 day, 1 month' AS day_first, '2023-02-28'::DATE + INTERVAL '1 month, 1 day' AS month_first, '2024-03-31 12:00'::TIMESTAMP - INTERVAL '1 h, 1 month' AS back;
----
DAY_FIRST | MONTH_FIRST | BACK
2023-04-01 | 2023-03-29 | 2024-02-29 11:00:00.000

SET lead_time = '2 weeks, 1 day';
----
status
Statement executed successfully.

SELECT '2024-01-01'::DATE + INTERVAL $lead_time AS due;
----
DUE
2024-01-16

SELECT SUM(column2) OVER (ORDER BY column1 RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) AS s FROM VALUES ('2024-01-01'::DATE, 1), ('2024-01-02'::DATE, 2), ('2024-01-04'::DATE, 3) ORDER BY column1;
----
S
1
3
3

SELECT $1, t.$2, LENGTH("low"), TO_JSON({'k': 1}) FROM (SELECT 1 AS one, 'ab' AS "low") t;
----
$1 | $2 | LENGTH("LOW") | TO_JSON({'K': 1})
1 | ab | 2 | {"k":1}

CREATE TABLE from_places AS SELECT $2, $1 FROM VALUES (1, 'x');
----
status
Table FROM_PLACES successfully created.

INSERT INTO from_places ("$1") SELECT "$1" + 1 FROM from_places;
----
number of rows inserted
1

SELECT * FROM from_places ORDER BY "$1";
----
$2 | $1
x | 1
NULL | 2

SELECT 1 AS id, 2 AS id, 3 AS "id", 4 AS id;
----
ID | ID | id | ID
1 | 2 | 3 | 4

SELECT id, id_1, "id", id_2 FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
ID | ID_1 | id | ID_2
1 | 2 | 3 | 4
