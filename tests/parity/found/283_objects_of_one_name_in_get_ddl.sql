-- source: "GET_DDL": for a schema, the statements for all the objects in it; "DESCRIBE TABLE" TYPE = STAGE; objects of
-- different kinds may share a name
-- case: found case 283

CREATE SCHEMA same;

CREATE SEQUENCE t;

CREATE FILE FORMAT t TYPE = CSV;

CREATE TABLE t (a INT DEFAULT t.NEXTVAL);

CREATE VIEW v AS SELECT a FROM t;

SELECT REGEXP_COUNT(GET_DDL('SCHEMA', 'same'), 'create or replace') AS statements,
       POSITION('sequence T', GET_DDL('SCHEMA', 'same')) BETWEEN 1 AND POSITION('TABLE T', GET_DDL('SCHEMA', 'same')) AS in_order;
----
STATEMENTS | IN_ORDER
5 | TRUE

DESCRIBE TABLE t TYPE = STAGE ->> SELECT "parent_property", "property", "property_type", "property_value" FROM $1
WHERE "property" IN ('TYPE', 'SKIP_HEADER', 'URL') ORDER BY 2;
----
parent_property | property | property_type | property_value
STAGE_FILE_FORMAT | SKIP_HEADER | Integer | 0
STAGE_FILE_FORMAT | TYPE | String | CSV
STAGE_LOCATION | URL | String | *
