-- source: Snowflake documentation: "ALTER MATERIALIZED VIEW" (every form; the error of a suspended view), "SHOW MATERIALIZED VIEWS"
-- case: found case 737

CREATE TABLE t (a INT, s VARCHAR) AS SELECT * FROM VALUES (1, 'x');
----
status
Table T successfully created.

CREATE MATERIALIZED VIEW mv CLUSTER BY (a) AS SELECT a, s FROM t;
----
status
Materialized view MV successfully created.

CREATE VIEW above AS SELECT s FROM mv;
----
status
View ABOVE successfully created.

ALTER MATERIALIZED VIEW mv SUSPEND;
----
status
Statement executed successfully.

SELECT * FROM mv;
----
error 002037 (42601): Failure during expansion of view 'MV': SQL compilation error:
Materialized View MV is invalid.
Invalidation reason: Marked Materialized View as invalid manually.

SELECT * FROM above;
----
error 002037 (42601)

SHOW MATERIALIZED VIEWS LIKE 'MV' ->> SELECT "invalid", "invalid_reason", "automatic_clustering" FROM $1;
----
invalid | invalid_reason | automatic_clustering
true | Marked Materialized View as invalid manually. | OFF

ALTER MATERIALIZED VIEW mv RESUME;
----
status
Statement executed successfully.

INSERT INTO t VALUES (2, 'y');
----
number of rows inserted
1

SELECT * FROM above ORDER BY s;
----
S
x
y

ALTER MATERIALIZED VIEW mv SUSPEND RECLUSTER;
----
status
Statement executed successfully.

SHOW MATERIALIZED VIEWS LIKE 'MV' ->> SELECT "invalid", "automatic_clustering" FROM $1;
----
invalid | automatic_clustering
false | OFF

ALTER MATERIALIZED VIEW mv RESUME RECLUSTER;
----
status
Statement executed successfully.

ALTER MATERIALIZED VIEW mv CLUSTER BY (s, a);
----
status
Statement executed successfully.

SHOW MATERIALIZED VIEWS LIKE 'MV' ->> SELECT "cluster_by", "automatic_clustering" FROM $1;
----
cluster_by | automatic_clustering
LINEAR(s, a) | ON

ALTER MATERIALIZED VIEW mv DROP CLUSTERING KEY;
----
status
Statement executed successfully.

ALTER MATERIALIZED VIEW mv SET SECURE COMMENT = 'of t';
----
status
Statement executed successfully.

SHOW MATERIALIZED VIEWS LIKE 'MV' ->> SELECT "cluster_by", "is_secure", "comment" FROM $1;
----
cluster_by | is_secure | comment
'' | true | of t

ALTER MATERIALIZED VIEW mv UNSET SECURE;
----
status
Statement executed successfully.

ALTER MATERIALIZED VIEW mv UNSET COMMENT;
----
status
Statement executed successfully.

ALTER MATERIALIZED VIEW mv RENAME TO mv2;
----
status
Statement executed successfully.

SELECT COUNT(*) AS n FROM mv2;
----
N
2

ALTER MATERIALIZED VIEW above SUSPEND;
----
error 002003 (42S02)
