-- source: Snowflake documentation, "ELEMENT_TYPES view", "FIELDS view" of the Information Schema; "COLUMNS view", DTD_IDENTIFIER
-- case: found case 638

CREATE TABLE plain (a INT, v VARIANT, r ARRAY);

CREATE TABLE typed (id INT, tags ARRAY(VARCHAR(20)), place OBJECT(city VARCHAR, at ARRAY(NUMBER(9,6))), m MAP(VARCHAR, ARRAY(INT)));

SELECT c.column_name, c.data_type, e.data_type AS element, e.character_maximum_length AS length, e.numeric_precision AS p, e.numeric_scale AS s, e.object_type FROM information_schema.columns c JOIN information_schema.element_types e ON e.collection_type_identifier = c.dtd_identifier WHERE c.table_name = 'TYPED' ORDER BY c.ordinal_position;
----
COLUMN_NAME | DATA_TYPE | ELEMENT | LENGTH | P | S | OBJECT_TYPE
TAGS | ARRAY | TEXT | 20 | NULL | NULL | TABLE

SELECT c.column_name, f.field_name, f.ordinal_position, f.data_type, f.dtd_identifier IS NULL AS leaf FROM information_schema.columns c JOIN information_schema.fields f ON f.row_identifier = c.dtd_identifier WHERE f.object_name = 'TYPED' ORDER BY c.ordinal_position, f.ordinal_position;
----
COLUMN_NAME | FIELD_NAME | ORDINAL_POSITION | DATA_TYPE | LEAF
PLACE | city | 1 | TEXT | TRUE
PLACE | at | 2 | ARRAY | FALSE
M | KEY | 1 | TEXT | TRUE
M | VALUE | 2 | ARRAY | FALSE

SELECT f.field_name, e.data_type, e.numeric_precision AS p, e.numeric_scale AS s FROM information_schema.fields f JOIN information_schema.element_types e ON e.collection_type_identifier = f.dtd_identifier ORDER BY 1;
----
FIELD_NAME | DATA_TYPE | P | S
VALUE | NUMBER | 38 | 0
at | NUMBER | 9 | 6

SELECT COUNT(*) AS n FROM information_schema.columns WHERE table_name = 'PLAIN' AND dtd_identifier IS NOT NULL;
----
N
0
