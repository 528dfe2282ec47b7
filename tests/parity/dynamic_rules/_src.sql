-- source: the setup S of the dynamic table cases; the clock stands at T0, Monday 2026-01-05 08:00 UTC

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE src (id INT, v INT);

INSERT INTO src VALUES (1,10),(2,20);
