-- source: Snowflake documentation, "Understanding row access policies", "CREATE ROW ACCESS POLICY"
-- case: found case 252

CREATE TABLE entitled (role_name VARCHAR, region VARCHAR);

CREATE ROW ACCESS POLICY by_region AS (r VARCHAR) RETURNS BOOLEAN ->
  EXISTS (SELECT 1 FROM entitled e WHERE e.role_name = CURRENT_ROLE() AND e.region = r);

CREATE ROW ACCESS POLICY bad AS (r VARCHAR) RETURNS VARCHAR -> r;
----
error

CREATE TABLE sales (id INT, region VARCHAR) WITH ROW ACCESS POLICY by_region ON (region);

INSERT INTO sales VALUES (1, 'eu'), (2, 'us'), (3, 'us');

SELECT COUNT(*) AS n FROM sales;
----
N
0

INSERT INTO entitled VALUES ('ACCOUNTADMIN', 'us');

SELECT id FROM sales ORDER BY id;
----
ID
2
3

-- rows that are not seen are not changed either
UPDATE sales SET id = id + 10;
----
number of rows updated | number of multi-joined rows updated
2 | 0

DELETE FROM sales WHERE id = 1;
----
number of rows deleted
0

CREATE VIEW v AS SELECT MAX(id) AS latest FROM sales;

SELECT latest FROM v;
----
LATEST
13

SELECT COUNT(*) AS n FROM sales AT(OFFSET => 0);
----
N
2

CREATE STREAM s ON TABLE sales;

INSERT INTO sales VALUES (20, 'eu'), (21, 'us');

SELECT id, metadata$action FROM s;
----
ID | METADATA$ACTION
21 | INSERT

ALTER TABLE sales ADD ROW ACCESS POLICY by_region ON (region);
----
error

DROP ROW ACCESS POLICY by_region;
----
error

CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> '*';

-- a column is masked or decides about rows, not both
ALTER TABLE sales MODIFY COLUMN region SET MASKING POLICY hide;
----
error

CREATE MASKING POLICY hide_openly AS (v VARCHAR) RETURNS VARCHAR -> '*' EXEMPT_OTHER_POLICIES = TRUE;

ALTER TABLE sales MODIFY COLUMN region SET MASKING POLICY hide_openly;

-- the rows are chosen by stored values
SELECT id, region FROM sales ORDER BY id;
----
ID | REGION
12 | *
13 | *
21 | *

CREATE ROW ACCESS POLICY few AS (i NUMBER) RETURNS BOOLEAN -> i < 13;

ALTER TABLE sales DROP ROW ACCESS POLICY few;
----
error

ALTER TABLE sales DROP ROW ACCESS POLICY by_region, ADD ROW ACCESS POLICY few ON (id);

SELECT id FROM sales ORDER BY id;
----
ID
1
12

SELECT policy_name, ref_column_name, ref_arg_column_names
FROM TABLE(INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => 'sales', REF_ENTITY_DOMAIN => 'table')) ORDER BY policy_name;
----
POLICY_NAME | REF_COLUMN_NAME | REF_ARG_COLUMN_NAMES
FEW | NULL | [ "ID" ]
HIDE_OPENLY | REGION | NULL

ALTER TABLE sales DROP ALL ROW ACCESS POLICIES;

SELECT COUNT(*) AS n FROM sales;
----
N
5

ALTER VIEW v ADD ROW ACCESS POLICY few ON (latest);

SELECT * FROM v;
----
LATEST
