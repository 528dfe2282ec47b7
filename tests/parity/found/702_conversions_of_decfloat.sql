-- source: Snowflake documentation, TO_DECFLOAT, TRY_TO_DECFLOAT, "Data type conversion" (table of castable types); messages as recorded of live accounts
-- case: found case 702

CREATE TABLE to_decfloat_demo (d DECIMAL(7, 2), v VARCHAR);

INSERT INTO to_decfloat_demo (d, v) SELECT 1.1, '2.2';

SELECT TO_DECFLOAT(d), TO_DECFLOAT(v) FROM to_decfloat_demo;
----
TO_DECFLOAT(D) | TO_DECFLOAT(V)
1.1 | 2.2

SELECT TRY_TO_DECFLOAT('3.1415926'), TRY_TO_DECFLOAT('Invalid');
----
TRY_TO_DECFLOAT('3.1415926') | TRY_TO_DECFLOAT('INVALID')
3.1415926 | NULL

SELECT TO_DECFLOAT(TRUE) AS a, TO_DECFLOAT(FALSE) AS b, TO_DECFLOAT(' 1.5 ') AS c, TO_DECFLOAT('1,234.5', '9,999.9') AS d, TO_DECFLOAT('1e5', 'AUTO') AS e, TO_DECFLOAT(1.5::FLOAT) AS f, TO_DECFLOAT(NULL) AS g;
----
A | B | C | D | E | F | G
1 | 0 | 1.5 | 1234.5 | 100000 | 1.5 | NULL

SELECT TO_DECFLOAT(PARSE_JSON('1.5')) AS a, TO_DECFLOAT(PARSE_JSON('"1.5"')) AS b, TO_DECFLOAT(TO_VARIANT(TRUE)) AS c, TO_DECFLOAT(PARSE_JSON('null')) AS d;
----
A | B | C | D
1.5 | 1.5 | 1 | NULL

SELECT TRY_TO_DECFLOAT(1.5) AS number, TRY_TO_DECFLOAT(TRUE) AS truth, TRY_TO_DECFLOAT('1,234.5', '9,999.9') AS formed, TRY_TO_DECFLOAT('') AS empty, TRY_TO_DECFLOAT('0x10') AS hexadecimal, TRY_TO_DECFLOAT('nan') AS nan, TRY_CAST('1.5' AS DECFLOAT) AS cast_, TRY_CAST('x' AS DECFLOAT) AS failed;
----
NUMBER | TRUTH | FORMED | EMPTY | HEXADECIMAL | NAN | CAST_ | FAILED
1.5 | 1 | 1234.5 | NULL | NULL | NULL | 1.5 | NULL

SELECT TO_DECFLOAT('  abc  ');
----
error 100038 (22018): Numeric value 'abc' is not recognized

SELECT TO_DECFLOAT('abc', '999');
----
error 100140 (22007): Can't parse 'abc' as number with format '999'

SELECT TO_DECFLOAT(PARSE_JSON('[1]'));
----
error: Failed to cast variant value [1] to DECFLOAT

SELECT TO_DECFLOAT(PARSE_JSON('"abc"'));
----
error: Failed to cast variant value "abc" to DECFLOAT

SELECT TO_DECFLOAT(TO_VARIANT(1.5::FLOAT));
----
error: DecFloat not supported

SELECT TRY_CAST(1.5 AS DECFLOAT);
----
error 001065 (22023): Function TRY_CAST cannot be used with arguments of types NUMBER(2,1) and DECFLOAT(38)

SELECT '2024-01-01'::DATE::DECFLOAT;
----
error 001007 (22023)

SELECT X'41'::DECFLOAT;
----
error 001007 (22023)

SELECT DECFLOAT '1.25'::NUMBER(5, 1) AS up, DECFLOAT '-1.25'::NUMBER(5, 1) AS down, DECFLOAT '2.5'::INT AS whole, DECFLOAT '1e-40'::NUMBER(38, 37) AS small, DECFLOAT '2.5'::FLOAT AS f, DECFLOAT '1e1000'::FLOAT::VARCHAR AS large, DECFLOAT '0'::BOOLEAN AS n, DECFLOAT '0.1'::BOOLEAN AS y;
----
UP | DOWN | WHOLE | SMALL | F | LARGE | N | Y
1.3 | -1.3 | 3 | 0.0000000000000000000000000000000000000 | 2.5 | inf | FALSE | TRUE

SELECT DECFLOAT '123456'::NUMBER(5, 1);
----
error 100039 (22003)

SELECT 1.5::DECFLOAT(38) AS d;
----
D
1.5

SELECT CASE WHEN TRUE THEN 1 ELSE DECFLOAT '2.5' END AS branch, COALESCE(NULL, DECFLOAT '1', 2.5::FLOAT) AS first, NVL(NULL::DECFLOAT, '7.25') AS text, SYSTEM$TYPEOF(IFF(TRUE, 1.5, DECFLOAT '1')) LIKE 'DECFLOAT(38)%' AS kind;
----
BRANCH | FIRST | TEXT | KIND
1 | 1 | 7.25 | TRUE
