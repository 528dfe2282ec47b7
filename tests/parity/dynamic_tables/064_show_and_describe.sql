-- source: Snowflake documentation, "SHOW DYNAMIC TABLES", "DYNAMIC_TABLE_REFRESH_HISTORY", "DYNAMIC_TABLE_GRAPH_HISTORY"
-- case: dynamic-tables.md 22 case 64
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

SHOW DYNAMIC TABLES LIKE 'd';
----
created_on | name | database_name | schema_name | cluster_by | rows | bytes | owner | target_lag | scheduler | refresh_mode | refresh_mode_reason | warehouse | comment | text | automatic_clustering | scheduling_state | last_suspended_on | is_clone | is_replica | is_iceberg | data_timestamp | owner_role_type | immutable_where | execute_as_user | ...
* | D | DB1 | S1 | '' | 2 | * | * | 1 minute | NULL | INCREMENTAL | NULL | WH | '' | * | OFF | ACTIVE | NULL | ~(?i)false | ~(?i)false | ~(?i)false | * | ROLE | NULL | NULL | ...

DESCRIBE DYNAMIC TABLE d;
----
name | type | kind | null? | default | primary key | unique key | check | expression | comment | policy name | privacy domain
ID | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
W | NUMBER(38,0) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL
