-- source: Snowflake documentation, "SHOW FUNCTIONS", "SHOW USER FUNCTIONS"
-- case: found case 591

CREATE FUNCTION square_591(x FLOAT, y FLOAT DEFAULT 1) RETURNS FLOAT AS 'x * y';

SHOW FUNCTIONS LIKE 'square%';
----
created_on | name | schema_name | is_builtin | is_aggregate | is_ansi | min_num_arguments | max_num_arguments | arguments | description | catalog_name | is_table_function | valid_for_clustering | is_secure | secrets | external_access_integrations | is_external_function | language | is_memoizable | is_data_metric
* | SQUARE | '' | Y | N | Y | 1 | 1 | * | * | '' | N | * | N | * | * | N | SQL | N | *
* | SQUARE_591 | * | N | N | N | 1 | 2 | SQUARE_591(FLOAT, DEFAULT FLOAT) RETURN FLOAT | user-defined function | * | N | N | N | * | * | N | SQL | N | *

SHOW USER FUNCTIONS LIKE 'square%';

SELECT "name", "is_builtin" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | is_builtin
SQUARE_591 | N

SHOW BUILTIN FUNCTIONS LIKE 'sum';

SELECT "name", "is_aggregate", "min_num_arguments" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | is_aggregate | min_num_arguments
SUM | Y | 1

SHOW EXTERNAL FUNCTIONS;

SELECT COUNT(*) AS n FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
N
0

SHOW FUNCTIONS IN SCHEMA nope;
----
error 002043
