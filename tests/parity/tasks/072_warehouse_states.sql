-- source: Snowflake documentation, "Overview of warehouses", "Understanding compute cost"
-- case: tasks.md 19 case 72
-- fixture: nine
-- needs: virtual clock

ALTER WAREHOUSE wh SUSPEND;
----
error 090064 (22000): Invalid state. Warehouse 'WH' cannot be suspended.

ALTER WAREHOUSE wh RESUME;

ALTER WAREHOUSE wh RESUME;
----
error 090063 (22000): Invalid state. Warehouse 'WH' cannot be resumed.

ALTER WAREHOUSE wh RESUME IF SUSPENDED;
