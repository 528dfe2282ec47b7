-- source: Snowflake SQL reference, ARRAY_CONSTRUCT, ARRAY_INSERT, ARRAY_SORT, ARRAY_MAX, ARRAY_CONTAINS, ARRAY_FLATTEN, FLATTEN ("the middle element is missing"): an element that is SQL NULL is undefined, and no JSON null
-- case: found case 530

SELECT ARRAY_CONSTRUCT(NULL, 'hello', 3::DOUBLE, 4, 5) AS c, ARRAY_INSERT(ARRAY_CONSTRUCT(0, 1, 2, 3), 7, 'hello') AS i, ARRAY_APPEND([1], NULL) AS a, ARRAY_PREPEND([1], NULL) AS p, ARRAY_CAT([NULL], [1]) AS k;
----
C | I | A | P | K
[undefined,"hello",3.000000000000000e+00,4,5] | [0,1,2,3,undefined,undefined,undefined,"hello"] | [1,undefined] | [undefined,1] | [undefined,1]

SELECT a[1] AS e, TYPEOF(a[1]) AS t, IS_NULL_VALUE(a[1]) AS n, IS_NULL_VALUE(a[2]) AS j, a[1]::VARCHAR AS s, GET(a, 1) IS NULL AS g, a[2] IS NULL AS k, ARRAY_SIZE(a) AS z FROM (SELECT ARRAY_CONSTRUCT(1, NULL, PARSE_JSON('null')) AS a);
----
E | T | N | J | S | G | K | Z
NULL | NULL | NULL | TRUE | NULL | TRUE | FALSE | 3

SELECT a::VARCHAR AS v, ARRAY_COMPACT(a) AS c, ARRAY_TO_STRING(a, ',') AS s, a = ARRAY_CONSTRUCT(1, NULL, 2) AS same, a = ARRAY_CONSTRUCT(1, PARSE_JSON('null'), 2) AS other FROM (SELECT ARRAY_CONSTRUCT(1, NULL, 2) AS a);
----
V | C | S | SAME | OTHER
[1,undefined,2] | [1,2] | 1,,2 | TRUE | FALSE

SELECT ARRAY_SORT([20, PARSE_JSON('null'), 0, NULL, 10]) AS up, ARRAY_SORT([20, PARSE_JSON('null'), 0, NULL, 10], FALSE) AS down, ARRAY_SORT([20, PARSE_JSON('null'), 0, NULL, 10], TRUE, TRUE) AS first;
----
UP | DOWN | FIRST
[0,10,20,null,undefined] | [undefined,null,20,10,0] | [undefined,0,10,20,null]

SELECT ARRAY_MAX(ARRAY_CONSTRUCT(20, 0, NULL, 10)) AS a, ARRAY_MAX(ARRAY_CONSTRUCT(NULL, NULL)) AS b, ARRAY_MAX(PARSE_JSON('[null,null]')) AS c, ARRAY_MIN([NULL, 3]) AS d;
----
A | B | C | D
20 | NULL | null | 3

SELECT ARRAY_CONTAINS(NULL, [1, NULL]) AS a, ARRAY_CONTAINS(NULL, [1]) AS b, ARRAY_CONTAINS(PARSE_JSON('null'), [1, PARSE_JSON('null')]) AS c, ARRAY_CONTAINS(PARSE_JSON('null'), [NULL]) AS d;
----
A | B | C | D
TRUE | NULL | TRUE | FALSE

SELECT ARRAY_FLATTEN([[1, 2, 3], [NULL], [5, 6]]) AS a, ARRAY_FLATTEN([[1, 2, 3], NULL, [5, 6]]) AS b;
----
A | B
[1,2,3,undefined,5,6] | NULL

SELECT index, value, this FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1, ,77]'))) ORDER BY index;
----
INDEX | VALUE | THIS
0 | 1 | [1,undefined,77]
2 | 77 | [1,undefined,77]

SELECT TRANSFORM([1, NULL], x -> IFF(x = 1, NULL, 2)) AS a, FILTER([1, NULL, 3], x -> x IS NULL) AS b;
----
A | B
[undefined,2] | [undefined]

CREATE TABLE h (a ARRAY);

INSERT INTO h SELECT [1, NULL];

SELECT a, a[1] IS NULL AS n, OBJECT_CONSTRUCT('k', a[1], 'l', a) AS o FROM h;
----
A | N | O
[1,undefined] | TRUE | {"l":[1,undefined]}

SELECT PARSE_JSON('[1, 2');
----
error 100069 (22P02)
