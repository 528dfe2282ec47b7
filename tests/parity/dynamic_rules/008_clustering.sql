-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", CLUSTER BY
-- case: dynamic table rules, case 8
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh CLUSTER BY (id) AS SELECT id, v FROM src;
----
error 002022 (42601): column

CREATE DYNAMIC TABLE d (id, v) TARGET_LAG = '1 minute' WAREHOUSE = wh CLUSTER BY (nope) AS SELECT id, v FROM src;
----
error 000904 (42000): invalid identifier 'NOPE'

CREATE DYNAMIC TABLE d (id, v) TARGET_LAG = '1 minute' WAREHOUSE = wh CLUSTER BY (id, v) AS SELECT id, v FROM src;

ALTER DYNAMIC TABLE d SUSPEND RECLUSTER;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "cluster_by", "automatic_clustering", "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
cluster_by | automatic_clustering | scheduling_state
LINEAR(id, v) | OFF | ACTIVE

ALTER DYNAMIC TABLE d CLUSTER BY (v);

ALTER DYNAMIC TABLE d RESUME RECLUSTER;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "cluster_by", "automatic_clustering" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
cluster_by | automatic_clustering
LINEAR(v) | ON

ALTER DYNAMIC TABLE d DROP CLUSTERING KEY;

CREATE DYNAMIC TABLE c CLONE d;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "cluster_by", "automatic_clustering" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
cluster_by | automatic_clustering
'' | OFF
