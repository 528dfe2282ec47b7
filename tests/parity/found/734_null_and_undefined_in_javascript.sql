-- source: Snowflake documentation: "Introduction to JavaScript UDFs" (NULL and undefined values, with its examples)
-- case: found case 734

CREATE TABLE strings (s STRING) AS SELECT * FROM VALUES (NULL), ('non-null string');
----
status
Table STRINGS successfully created.

CREATE FUNCTION string_reverse_nulls(s STRING) RETURNS STRING LANGUAGE JAVASCRIPT AS 'if (S === undefined) { return "string was null"; } return undefined;';
----
status
Function STRING_REVERSE_NULLS successfully created.

SELECT string_reverse_nulls(s) AS r FROM strings ORDER BY 1;
----
R
string was null
NULL

CREATE FUNCTION variant_nulls(V VARIANT) RETURNS VARCHAR LANGUAGE JAVASCRIPT AS 'return V === undefined ? "input was SQL null" : V === null ? "input was variant null" : V;';
----
status
Function VARIANT_NULLS successfully created.

SELECT variant_nulls(CAST(NULL AS VARIANT)) AS a, variant_nulls(PARSE_JSON('null')) AS b, variant_nulls('x') AS c;
----
A | B | C
input was SQL null | input was variant null | x

CREATE FUNCTION answers(how STRING) RETURNS VARIANT LANGUAGE JAVASCRIPT AS $$
return {'undefined': undefined, 'null': null, 'both': {key1: undefined, key2: null}, 'array': [1, undefined, 2]}[HOW];
$$;
----
status
Function ANSWERS successfully created.

SELECT answers('undefined') IS NULL AS u, IS_NULL_VALUE(answers('null')) AS n, TO_JSON(answers('both')) AS b, TO_JSON(answers('array')) AS a;
----
U | N | B | A
TRUE | TRUE | {"key2":null} | [1,2]

CREATE FUNCTION no_object() RETURNS OBJECT LANGUAGE JAVASCRIPT AS 'return null;';
----
status
Function NO_OBJECT successfully created.

SELECT no_object() IS NULL AS n;
----
N
TRUE
