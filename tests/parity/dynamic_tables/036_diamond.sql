-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 36
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v + 1 AS p FROM a;

CREATE DYNAMIC TABLE c TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v * 2 AS q FROM a;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT b.id, b.p, c.q FROM b JOIN c ON b.id = c.id;

INSERT INTO src VALUES (3,10);

-- advance 5 seconds
INSERT INTO src VALUES (4,50);

-- advance 6 seconds
INSERT INTO src VALUES (5,10);

-- advance 13 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE

INSERT INTO src VALUES (6,40);

-- advance 9 seconds
INSERT INTO src VALUES (7,70);

-- advance 10 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE

INSERT INTO src VALUES (8,90);

-- advance 6 seconds
INSERT INTO src VALUES (9,70);

-- advance 12 seconds
INSERT INTO src VALUES (10,70);

-- advance 10 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE

INSERT INTO src VALUES (11,40);

-- advance 11 seconds
INSERT INTO src VALUES (12,30);

-- advance 6 seconds
INSERT INTO src VALUES (13,90);

-- advance 12 seconds
INSERT INTO src VALUES (14,40);

-- advance 13 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE

INSERT INTO src VALUES (15,30);

-- advance 12 seconds
INSERT INTO src VALUES (16,60);

-- advance 13 seconds
INSERT INTO src VALUES (17,30);

-- advance 5 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE

INSERT INTO src VALUES (18,80);

-- advance 7 seconds
INSERT INTO src VALUES (19,40);

-- advance 11 seconds
INSERT INTO src VALUES (20,60);

-- advance 8 seconds
INSERT INTO src VALUES (21,80);

-- advance 9 seconds

-- advance 48 seconds
SET ts = (SELECT latest_data_timestamp FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME => 'd')));

SELECT (SELECT HASH_AGG(id, p, q) FROM d) = (SELECT HASH_AGG(id, v + 1, v * 2) FROM src AT (TIMESTAMP => $ts)) AS same;
----
SAME
TRUE
