-- source: "ACCESS_HISTORY view"; "Access History", read, ancestor queries, UDFs
-- case: found case 715

CREATE TABLE base_table (c1 INT, c2 VARCHAR, c3 INT);

CREATE TABLE jt (c1 INT);

CREATE VIEW v1 (vc1, vc2) AS SELECT c1 AS vc1, c2 AS vc2 FROM base_table WHERE c3 > 0;

CREATE VIEW v2 AS SELECT vc1, vc2 FROM v1;

CREATE VIEW join_v (vc1, vc2, c1) AS SELECT bt.c1 AS vc1, bt.c2 AS vc2, jt.c1 FROM base_table bt, jt WHERE bt.c3 = jt.c1;

CREATE FUNCTION get_product(num1 NUMBER, num2 NUMBER) RETURNS NUMBER AS 'NUM1 * NUM2';

CREATE VIEW told AS SELECT h.query_id, h.query_start_time, h.parent_query_id, h.root_query_id, o.key AS side, ARRAY_TO_STRING(TRANSFORM(o.value::ARRAY, x VARIANT -> CONCAT(x:objectDomain, ' ', SPLIT_PART(x:objectName, '.', 3), ': ', ARRAY_TO_STRING(TRANSFORM(COALESCE(x:columns, [])::ARRAY, c VARIANT -> c:columnName::VARCHAR), ', '))), '; ') AS objects FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(OBJECT_CONSTRUCT('base', base_objects_accessed, 'direct', direct_objects_accessed)) o;

SELECT * FROM v1;

SELECT side, objects FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
SIDE | OBJECTS
base | Table BASE_TABLE: C1, C2, C3
direct | View V1: VC1, VC2

SELECT * FROM v2;

SELECT side, objects FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
SIDE | OBJECTS
base | Table BASE_TABLE: C1, C2, C3
direct | View V2: VC1, VC2

SELECT * FROM join_v;

SELECT side, objects FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
SIDE | OBJECTS
base | Table BASE_TABLE: C1, C2, C3; Table JT: C1
direct | View JOIN_V: VC1, VC2, C1

SELECT q.c1 FROM (SELECT c1, c2 FROM base_table) q JOIN jt ON jt.c1 = q.c1 WHERE q.c2 = 'x';

SELECT side, objects FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
SIDE | OBJECTS
base | Table BASE_TABLE: C1, C2; Table JT: C1
direct | Table BASE_TABLE: C1, C2; Table JT: C1

SELECT get_product(c1, c3) FROM base_table;

SELECT side, objects FROM told WHERE query_id = LAST_QUERY_ID() ORDER BY 1;
----
SIDE | OBJECTS
base | Table BASE_TABLE: C1, C3
direct | FUNCTION GET_PRODUCT: ; Table BASE_TABLE: C1, C3

SELECT f.value:argumentSignature::VARCHAR AS signature, f.value:dataType::VARCHAR AS kind FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(h.direct_objects_accessed) f WHERE f.value:objectDomain = 'FUNCTION' AND SPLIT_PART(f.value:objectName, '.', 1) = CURRENT_DATABASE() LIMIT 1;
----
SIGNATURE | KIND
(NUM1 NUMBER, NUM2 NUMBER) | NUMBER(38,0)

CREATE PROCEDURE myproc_child() RETURNS INTEGER LANGUAGE SQL AS $$ BEGIN SELECT c1 FROM jt; RETURN 1; END $$;

CREATE PROCEDURE myproc_parent() RETURNS INTEGER LANGUAGE SQL AS $$ BEGIN CALL myproc_child(); RETURN 1; END $$;

CALL myproc_parent();

SET called = LAST_QUERY_ID();

SELECT t.objects, t.parent_query_id IS NULL AS is_top, t.parent_query_id = $called AS is_child, t.root_query_id = $called AS is_below FROM told t WHERE t.side = 'direct' AND (t.query_id = $called OR t.root_query_id = $called) ORDER BY is_top DESC, is_child DESC;
----
OBJECTS | IS_TOP | IS_CHILD | IS_BELOW
PROCEDURE MYPROC_PARENT:  | TRUE | NULL | NULL
PROCEDURE MYPROC_CHILD:  | FALSE | TRUE | TRUE
Table JT: C1 | FALSE | FALSE | TRUE

SELECT 1 AS nothing;

SELECT COUNT(*) AS n FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY WHERE query_id = LAST_QUERY_ID();
----
N
0

SELECT nope FROM jt;
----
error 000904 (42000)

SELECT COUNT(*) AS n FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY WHERE query_id = LAST_QUERY_ID();
----
N
0

CREATE MASKING POLICY ssn_mask AS (v VARCHAR) RETURNS VARCHAR -> CASE WHEN CURRENT_ROLE() = 'NOBODY' THEN v ELSE SHA2(v) END;

CREATE ROW ACCESS POLICY rap AS (v INT) RETURNS BOOLEAN -> v > 0;

ALTER TABLE base_table MODIFY COLUMN c2 SET MASKING POLICY ssn_mask;

ALTER TABLE base_table ADD ROW ACCESS POLICY rap ON (c3);

SELECT vc2 FROM v2;

SELECT o.value:objectDomain::VARCHAR AS kind, SPLIT_PART(o.value:objectName, '.', 3) AS name, o.value:columns[0]:columnName::VARCHAR AS masked, SPLIT_PART(o.value:columns[0]:policies[0]:policyName, '.', 3) AS mask, o.value:columns[0]:policies[0]:policyKind::VARCHAR AS mask_kind, o.value:policies[0]:policyKind::VARCHAR AS row_kind FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY h, LATERAL FLATTEN(h.policies_referenced) o WHERE h.query_id = LAST_QUERY_ID();
----
KIND | NAME | MASKED | MASK | MASK_KIND | ROW_KIND
Table | BASE_TABLE | C2 | SSN_MASK | MASKING_POLICY | ROW_ACCESS_POLICY
