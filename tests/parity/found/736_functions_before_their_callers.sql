-- source: Snowflake documentation: "GET_DDL" (the statements recreate the database); "GRANT <privileges> … TO ROLE" (privileges of dynamic tables); "Structured data types" (not in dynamic tables)
-- case: found case 736

CREATE FUNCTION z_next(x INT) RETURNS INT AS 'x + 1';
----
status
Function Z_NEXT successfully created.

CREATE FUNCTION a_twice(x INT) RETURNS INT AS 'z_next(z_next(x))';
----
status
Function A_TWICE successfully created.

CREATE TABLE a_table (a INT, tags ARRAY(VARCHAR));
----
status
Table A_TABLE successfully created.

CREATE VIEW a_view AS SELECT a_twice(a) AS b FROM a_table;
----
status
View A_VIEW successfully created.

SELECT POSITION('Z_NEXT' IN d) < POSITION('A_TWICE' IN d) AND POSITION('A_TABLE' IN d) < POSITION('A_VIEW' IN d) AND POSITION('A_TWICE' IN d) < POSITION('A_VIEW' IN d) AS in_order FROM (SELECT GET_DDL('SCHEMA', CURRENT_SCHEMA()) AS d);
----
IN_ORDER
TRUE

CREATE DYNAMIC TABLE structured TARGET_LAG = DOWNSTREAM WAREHOUSE = COMPUTE_WH AS SELECT tags FROM a_table;
----
error 001420 (0A000)

CREATE DYNAMIC TABLE plain TARGET_LAG = DOWNSTREAM WAREHOUSE = COMPUTE_WH AS SELECT ARRAY_SIZE(tags) AS n FROM a_table;
----
status
Dynamic table PLAIN successfully created.

GRANT REFERENCES ON DYNAMIC TABLE plain TO ROLE PUBLIC;
----
error 003008 (42501)

GRANT SELECT, MONITOR, OPERATE ON DYNAMIC TABLE plain TO ROLE PUBLIC;
----
status
Statement executed successfully.
