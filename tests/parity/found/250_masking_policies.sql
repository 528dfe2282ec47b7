-- source: Snowflake documentation, "Understanding Column-level Security", "CREATE MASKING POLICY": query runtime, INSERT and CTAS
-- case: found case 250

CREATE ROLE analyst;

GRANT ROLE analyst TO ROLE ACCOUNTADMIN;

CREATE MASKING POLICY mask_email AS (val VARCHAR) RETURNS VARCHAR ->
  CASE WHEN CURRENT_ROLE() IN ('ANALYST') THEN val ELSE '*****' END;

CREATE TABLE people (id INT, email VARCHAR WITH MASKING POLICY mask_email, city VARCHAR);

INSERT INTO people VALUES (1, 'ann@x.org', 'Paris'), (2, 'bob@x.org', 'Rome');

SELECT * FROM people ORDER BY id;
----
ID | EMAIL | CITY
1 | ***** | Paris
2 | ***** | Rome

-- filters, joins and groups see masked values
SELECT COUNT(*) AS n FROM people WHERE email = 'ann@x.org';
----
N
0

SELECT email, COUNT(*) AS n FROM people GROUP BY email;
----
EMAIL | N
***** | 2

SELECT COUNT(*) AS n FROM people a JOIN people b ON a.email = b.email;
----
N
4

-- a view reads masked values, with the role of the session
CREATE VIEW everyone AS SELECT id, email FROM people;

SELECT email FROM everyone WHERE id = 1;
----
EMAIL
*****

-- what is selected into another table is masked there for good
CREATE TABLE copied AS SELECT id, email FROM people;

INSERT INTO copied SELECT id + 10, email FROM people WHERE id = 1;

-- rows are changed by what the role sees, and keep what it does not see
UPDATE people SET city = 'Lyon' WHERE email = 'ann@x.org';
----
number of rows updated | number of multi-joined rows updated
0 | 0

UPDATE people SET city = 'Lyon' WHERE id = 1;

MERGE INTO people t USING (SELECT 2 AS id, 'Milan' AS city) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET city = s.city;

SET (db, home) = (CURRENT_DATABASE(), CURRENT_SCHEMA());

GRANT USAGE ON DATABASE IDENTIFIER($db) TO ROLE analyst;

GRANT USAGE ON SCHEMA IDENTIFIER($home) TO ROLE analyst;

GRANT SELECT ON TABLE people TO ROLE analyst;

GRANT SELECT ON TABLE copied TO ROLE analyst;

USE ROLE analyst;

SELECT * FROM people ORDER BY id;
----
ID | EMAIL | CITY
1 | ann@x.org | Lyon
2 | bob@x.org | Milan

SELECT * FROM copied ORDER BY id;
----
ID | EMAIL
1 | *****
2 | *****
11 | *****

USE ROLE ACCOUNTADMIN;

SELECT * FROM people ORDER BY id;
----
ID | EMAIL | CITY
1 | ***** | Lyon
2 | ***** | Milan

-- a new body takes effect with the next statement
ALTER MASKING POLICY mask_email SET BODY -> LEFT(val, 1) || '…';

SELECT email FROM people ORDER BY id;
----
EMAIL
a…
b…

ALTER TABLE people MODIFY COLUMN email UNSET MASKING POLICY;

SELECT email FROM people ORDER BY id;
----
EMAIL
ann@x.org
bob@x.org
