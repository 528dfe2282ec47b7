-- source: "Automatic tag propagation with user-defined tags", advantages, dynamic tables; "Tag-based masking policies"
-- case: found case 719

CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> '***';

CREATE TAG pii PROPAGATE = ON_DEPENDENCY_AND_DATA_MOVEMENT;

ALTER TAG pii SET MASKING POLICY hide;

CREATE TABLE people (id INT, email VARCHAR);

INSERT INTO people VALUES (1, 'a@b.c');

CREATE TABLE copy AS SELECT id, email AS address FROM people;

ALTER TABLE people MODIFY COLUMN email SET TAG pii = 'yes';

SELECT address FROM copy;
----
ADDRESS
a@b.c

INSERT INTO copy SELECT id, email FROM people;

SELECT id, address FROM copy;
----
ID | ADDRESS
1 | ***
1 | ***

CREATE DYNAMIC TABLE dt TARGET_LAG = '1 minute' WAREHOUSE = COMPUTE_WH AS SELECT id, email AS mail FROM people;

SELECT column_name, tag_value, apply_method FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('dt', 'table'));
----
COLUMN_NAME | TAG_VALUE | APPLY_METHOD
MAIL | yes | PROPAGATED

SELECT mail FROM dt;
----
MAIL
***

BEGIN;

CREATE TEMPORARY TABLE scratch (e VARCHAR);

INSERT INTO scratch SELECT email FROM people;

COMMIT;

CREATE TABLE later (e VARCHAR);

BEGIN;

INSERT INTO later SELECT email FROM people;

COMMIT;

SELECT e AS kept FROM later;
----
KEPT
***

CREATE TABLE never (e VARCHAR);

BEGIN;

INSERT INTO never SELECT email FROM people;

ROLLBACK;

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS('never', 'table'));
----
N
0
