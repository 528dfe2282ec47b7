-- source: SHOW GRANTS ON a relation whose kind is not said, as dbt asks; GROUP BY of a column that only holds NULL
-- case: found case 608

CREATE TABLE t (k INT);

GRANT SELECT ON TABLE t TO ROLE SYSADMIN;

SHOW GRANTS ON t;

SELECT "privilege", "granted_on", "grantee_name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
privilege | granted_on | grantee_name
OWNERSHIP | TABLE | ACCOUNTADMIN
SELECT | TABLE | SYSADMIN

SHOW GRANTS ON nothing_there;
----
error 002003 (42S02)

SELECT s.x, s.x IS NULL AS n, COUNT(*) AS c FROM (SELECT NULL AS x UNION ALL SELECT NULL) s GROUP BY s.x;
----
X | N | C
NULL | TRUE | 2

SELECT x IS NULL AS n, COUNT(*) AS c FROM (SELECT NULL AS x) GROUP BY x HAVING x IS NULL;
----
N | C
TRUE | 1
