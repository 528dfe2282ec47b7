-- source: Snowflake documentation, "CREATE TAG", "ALTER TAG", "DROP TAG", "UNDROP TAG", "SHOW TAGS", "SYSTEM$GET_TAG_ALLOWED_VALUES"
-- case: found case 585

CREATE TAG cost_center ALLOWED_VALUES 'finance', 'engineering' COMMENT = 'who pays';
----
status
Tag COST_CENTER successfully created.

CREATE TAG cost_center;
----
error 002002

CREATE TAG IF NOT EXISTS cost_center;
----
status
COST_CENTER already exists, statement succeeded.

CREATE TAG plain;

SHOW TAGS LIKE 'cost%';
----
created_on | name | database_name | schema_name | owner | comment | allowed_values | owner_role_type | propagate | on_conflict | multi_value
* | COST_CENTER | * | * | ACCOUNTADMIN | who pays | ["finance","engineering"] | ROLE | * | * | *

SELECT SYSTEM$GET_TAG_ALLOWED_VALUES('cost_center') AS listed, SYSTEM$GET_TAG_ALLOWED_VALUES('plain') AS everything;
----
LISTED | EVERYTHING
["finance","engineering"] | NULL

CREATE TABLE t (a INT);

ALTER TABLE t SET TAG cost_center = 'sales';
----
error

ALTER TAG cost_center ADD ALLOWED_VALUES 'sales', 'finance';

ALTER TABLE t SET TAG cost_center = 'sales';

ALTER TAG cost_center DROP ALLOWED_VALUES 'engineering';

SELECT SYSTEM$GET_TAG_ALLOWED_VALUES('cost_center') AS v;
----
V
["finance","sales"]

-- renamed, it is set where it was
ALTER TAG cost_center RENAME TO payer;

SELECT SYSTEM$GET_TAG('payer', 't', 'table') AS v;
----
V
sales

ALTER TAG payer SET COMMENT = 'new';

ALTER TAG payer UNSET ALLOWED_VALUES;

ALTER TABLE t SET TAG payer = 'anything';

ALTER TAG payer SET ALLOWED_VALUES 'one' COMMENT = 'newer';

SELECT GET_DDL('TAG', 'payer') AS ddl;
----
DDL
create or replace tag PAYER allowed_values 'one' comment = 'newer';

CREATE OR ALTER TAG payer COMMENT = 'newest';

SELECT GET_DDL('TAG', 'payer') AS ddl;
----
DDL
create or replace tag PAYER comment = 'newest';

ALTER TAG nope SET COMMENT = 'x';
----
error 002003

ALTER TAG IF EXISTS nope SET COMMENT = 'x';

-- a tag that is set can be dropped, and comes back with its values
DROP TAG payer;
----
status
PAYER successfully dropped.

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('t', 'table'));
----
N
0

SELECT SYSTEM$GET_TAG('payer', 't', 'table');
----
error 002003

UNDROP TAG payer;
----
status
Tag PAYER successfully restored.

SELECT SYSTEM$GET_TAG('payer', 't', 'table') AS v;
----
V
anything

-- one that is made anew is set nowhere
CREATE OR REPLACE TAG payer;

SELECT SYSTEM$GET_TAG('payer', 't', 'table') AS v;
----
V
NULL

DROP TAG IF EXISTS nope;

DROP TAG nope;
----
error 002003

UNDROP TAG nope;
----
error 002003
