-- source: "Cloning considerations": functions, procedures, file formats and external stages are cloned, and so are the grants on what is inside
-- case: found case 15

CREATE SCHEMA a;

CREATE TABLE t (n INT);

CREATE FUNCTION f(x INT) RETURNS INT AS 'x + 1';

CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN f(41); END';

CREATE FILE FORMAT ff TYPE = CSV;

CREATE ROLE reader;

GRANT SELECT ON TABLE t TO ROLE reader;

CREATE SCHEMA b CLONE a;

CALL b.p();
----
P
42

SELECT file_format_name FROM INFORMATION_SCHEMA.FILE_FORMATS WHERE file_format_schema = 'B';
----
FILE_FORMAT_NAME
FF

SHOW GRANTS ON TABLE b.t ->> SELECT "privilege", "grantee_name" FROM $1 WHERE "grantee_name" = 'READER';
----
privilege | grantee_name
SELECT | READER
