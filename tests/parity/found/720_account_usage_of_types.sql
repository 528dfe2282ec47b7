-- source: "ELEMENT_TYPES view", "FIELDS view", "AUTOMATIC_CLUSTERING_HISTORY view" of Account Usage
-- case: found case 720

CREATE TABLE typed (id INT, tags ARRAY(VARCHAR(20) NOT NULL), place OBJECT(city VARCHAR, at ARRAY(NUMBER(9,6)) NOT NULL));

SELECT e.object_name, e.object_type, e.data_type, e.character_maximum_length AS length, e.is_nullable, e.deleted FROM SNOWFLAKE.ACCOUNT_USAGE.ELEMENT_TYPES e JOIN SNOWFLAKE.ACCOUNT_USAGE.TABLES t ON t.table_id::VARCHAR = e.object_id AND t.table_schema_id::VARCHAR = e.object_schema_id AND t.table_catalog_id::VARCHAR = e.object_catalog_id WHERE e.object_catalog = CURRENT_DATABASE() ORDER BY e.data_type;
----
OBJECT_NAME | OBJECT_TYPE | DATA_TYPE | LENGTH | IS_NULLABLE | DELETED
TYPED | TABLE | NUMBER | NULL | Y | NULL
TYPED | TABLE | TEXT | 20 | N | NULL

SELECT f.field_name, f.ordinal_position, f.data_type, f.is_nullable, e.data_type AS element FROM SNOWFLAKE.ACCOUNT_USAGE.FIELDS f LEFT JOIN SNOWFLAKE.ACCOUNT_USAGE.ELEMENT_TYPES e ON e.collection_type_identifier = f.dtd_identifier WHERE f.object_catalog = CURRENT_DATABASE() ORDER BY 2;
----
FIELD_NAME | ORDINAL_POSITION | DATA_TYPE | IS_NULLABLE | ELEMENT
city | 1 | TEXT | Y | NULL
at | 2 | ARRAY | N | NUMBER

SELECT COUNT(*) AS n, COUNT(num_rows_reclustered) AS rows_of_it FROM SNOWFLAKE.ACCOUNT_USAGE.AUTOMATIC_CLUSTERING_HISTORY WHERE database_name = CURRENT_DATABASE();
----
N | ROWS_OF_IT
0 | 0
