-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 5
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d1 TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d2 TARGET_LAG = '2 minutes' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d5 TARGET_LAG = '5 minutes' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d10 TARGET_LAG = '10 minutes' WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d20 TARGET_LAG = '20 minutes' WAREHOUSE = wh AS SELECT id, v FROM src;

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (3,30);

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (4,40);

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 13 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (5,50);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (6,60);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (7,70);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (8,80);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (9,90);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (10,100);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (11,110);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (12,120);

-- advance 29 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (13,130);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (14,140);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (15,150);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (16,160);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (17,170);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (18,180);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (19,190);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (20,200);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (21,210);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (22,220);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (23,230);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (24,240);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (25,250);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (26,260);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (27,270);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (28,280);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (29,290);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (30,300);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (31,310);

-- advance 61 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (32,320);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (33,330);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (34,340);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (35,350);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (36,360);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (37,370);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (38,380);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (39,390);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (40,400);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (41,410);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (42,420);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (43,430);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (44,440);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (45,450);

-- advance 127 seconds
SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES()) WHERE DATEDIFF('second', latest_data_timestamp, CURRENT_TIMESTAMP()) >= target_lag_sec;
----
NAME

INSERT INTO src VALUES (46,460);
