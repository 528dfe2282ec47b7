-- source: Snowflake documentation, "Structured data types", "Using structured types with user-defined functions (UDFs) and stored procedures"
-- case: found case 576

CREATE FUNCTION texts(a ARRAY(INT)) RETURNS ARRAY(VARCHAR) AS 'TRANSFORM(a, x -> x::VARCHAR)';

CREATE FUNCTION place(location OBJECT(city VARCHAR, zipcode NUMBER, val ARRAY(BOOLEAN))) RETURNS VARCHAR AS 'location:city || ''-'' || location:zipcode';

SELECT texts([1, 2]::ARRAY(INT)) AS t, SYSTEM$TYPEOF(t) AS k, place({'city': 'SM', 'zipcode': 5, 'val': [TRUE]}::OBJECT(city VARCHAR, zipcode FLOAT, val ARRAY(BOOLEAN))) AS p;
----
T | K | P
["1","2"] | ARRAY(VARCHAR(16777216))[LOB] | SM-5

SELECT texts([1, 2]);
----
error

SELECT texts(['1']::ARRAY(VARCHAR));
----
error

CREATE FUNCTION rows_of(b BOOLEAN) RETURNS TABLE (col1 ARRAY(VARCHAR)) AS 'SELECT [''a'']::ARRAY(VARCHAR)';

SELECT col1, SYSTEM$TYPEOF(col1) AS t FROM TABLE(rows_of(TRUE));
----
COL1 | T
["a"] | ARRAY(VARCHAR(16777216))[LOB]

CREATE FUNCTION twice(a ARRAY(INTEGER)) RETURNS OBJECT(z ARRAY(INTEGER), a VARCHAR) LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'twice' AS '
def twice(a):
    return {"a": str(len(a)), "z": [None if x is None else x * 2 for x in a]}
';

SELECT twice([1, NULL]::ARRAY(INTEGER)) AS r, r:z[0] AS z;
----
R | Z
{"z":[2,undefined],"a":"2"} | 2

CREATE PROCEDURE more(v ARRAY(INTEGER)) RETURNS ARRAY(INTEGER) LANGUAGE SQL AS 'BEGIN RETURN ARRAY_APPEND(v, 9); END';

CALL more([1]::ARRAY(INTEGER));
----
MORE
[1,9]

EXECUTE IMMEDIATE 'DECLARE x ARRAY(INT) DEFAULT [1]::ARRAY(INT); BEGIN x := ARRAY_APPEND(x, 2); RETURN x[1]; END';
----
anonymous block
2

CREATE FUNCTION js(a ARRAY(INT)) RETURNS INT LANGUAGE JAVASCRIPT AS 'return 1';
----
error 000002 (0A000)

DESCRIBE FUNCTION texts(ARRAY(INT));
----
property | value
signature | (A ARRAY(NUMBER(38,0)))
returns | ARRAY(VARCHAR(16777216))
language | SQL
null handling | CALLED ON NULL INPUT
volatility | VOLATILE
body | TRANSFORM(a, x -> x::VARCHAR)
