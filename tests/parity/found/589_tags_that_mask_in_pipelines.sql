-- source: Snowflake documentation, "Tag-based masking policies", "Dynamic table limitations": what a tag masks otherwise is computed anew
-- case: found case 589
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE src (id INT, email VARCHAR);

INSERT INTO src VALUES (1, 'a@x'), (2, 'b@x');

CREATE STREAM s ON TABLE src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, email FROM src;

CREATE TAG pii;

CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> 'hidden';

ALTER TAG pii SET MASKING POLICY hide;

-- advance 1 minute
ALTER TABLE src MODIFY COLUMN email SET TAG pii = 'x';

INSERT INTO src VALUES (3, 'c@x');

SELECT email FROM s;
----
EMAIL
hidden

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

SELECT email, COUNT(*) AS n FROM d GROUP BY email;
----
EMAIL | N
hidden | 3

-- advance 1 minute
ALTER MASKING POLICY hide SET BODY -> 'new';

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

SELECT DISTINCT email FROM d;
----
EMAIL
new

-- advance 1 minute
ALTER TAG pii UNSET MASKING POLICY hide;

-- advance 1 minute
ALTER DYNAMIC TABLE d REFRESH;

SELECT email FROM d ORDER BY id;
----
EMAIL
a@x
b@x
c@x

SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY data_timestamp;
----
REFRESH_ACTION
REINITIALIZE
REINITIALIZE
REINITIALIZE
