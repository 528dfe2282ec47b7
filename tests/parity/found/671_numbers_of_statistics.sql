-- source: Snowflake SQL reference: VAR_POP, VAR_SAMP, VARIANCE, KURTOSIS, REGR_SLOPE, REGR_COUNT, ARRAY_UNION_AGG, ARRAY_REMOVE, ARRAYS_TO_OBJECT, SEQ1
-- case: found case 671

SELECT VAR_POP(column1) AS p, VARIANCE(column1) AS s, KURTOSIS(column1) AS k, SYSTEM$TYPEOF(p) AS t FROM VALUES (2), (4), (4), (7), (8);
----
P | S | K | T
4.800000 | 6.000000 | -1.750000000000 | NUMBER(38,6)[SB16]

SELECT VAR_POP(column1) AS p, VAR_SAMP(DISTINCT column1) AS s, VAR_POP(column1::FLOAT) AS f FROM VALUES (1.25), (1.75), (1.75), (3.25);
----
P | S | F
0.5625000000 | 1.0833333333 | 0.5625

SELECT column1 AS n, VAR_SAMP(column1) OVER (PARTITION BY column1 > 2) AS s FROM VALUES (1), (2), (7) ORDER BY n;
----
N | S
1 | 0.500000
2 | 0.500000
7 | NULL

SELECT REGR_SLOPE(column1, 3) AS upright, REGR_COUNT(column1, column2) AS points FROM VALUES (1, 2), (2, NULL), (5, 5);
----
UPRIGHT | POINTS
NULL | 2

SELECT ARRAY_SORT(ARRAY_UNION_AGG(PARSE_JSON(column1))) AS u FROM VALUES ('["a","a","b"]'), ('["a","c"]'), (NULL);
----
U
["a","a","b","c"]

SELECT ARRAY_REMOVE([1, 2], NULL) AS n, ARRAY_REMOVE([1, 2, 1], 1) AS r;
----
N | R
NULL | [2]

SELECT ARRAYS_TO_OBJECT(['a'], [1, 2]);
----
error 215001 (22000): Key array and value array had unequal lengths in ARRAYS_TO_OBJECT

SELECT ARRAYS_TO_OBJECT([5], [1]);
----
error 215002 (22000): Key supplied for ARRAYS_TO_OBJECT does not have string type

SELECT SEQ1() AS one, SEQ1(1) AS signed, SEQ2(1) AS two FROM TABLE(GENERATOR(ROWCOUNT => 400)) ORDER BY SEQ4() LIMIT 3 OFFSET 255;
----
ONE | SIGNED | TWO
255 | -1 | 255
0 | 0 | 256
1 | 1 | 257
