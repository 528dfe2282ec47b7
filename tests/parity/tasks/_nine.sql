-- source: the setup of the tasks cases: Monday 09:00 UTC, an idle warehouse for tasks, a table they write to

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);
