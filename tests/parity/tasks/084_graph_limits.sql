-- source: Snowflake documentation, "CREATE TASK", usage notes (unconfirmed)
-- case: tasks.md 19 case 84
-- fixture: nine
-- needs: virtual clock

BEGIN
  FOR i IN 1 TO 101 DO
    EXECUTE IMMEDIATE 'CREATE TASK p' || i || ' WAREHOUSE = wh SCHEDULE = ''1 HOUR'' AS SELECT 1';
  END FOR;
END;

DECLARE
  names VARCHAR DEFAULT 'p1';
BEGIN
  FOR i IN 2 TO 101 DO
    names := names || ', p' || i;
  END FOR;
  EXECUTE IMMEDIATE 'CREATE TASK many WAREHOUSE = wh AFTER ' || names || ' AS SELECT 1';
END;
----
error

BEGIN
  CREATE TASK n1 WAREHOUSE = wh SCHEDULE = '1 HOUR' AS SELECT 1;
  FOR i IN 2 TO 1000 DO
    EXECUTE IMMEDIATE 'CREATE TASK n' || i || ' WAREHOUSE = wh AFTER n' || (i - 1) || ' AS SELECT 1';
  END FOR;
END;

CREATE TASK n1001 WAREHOUSE = wh AFTER n1000 AS SELECT 1;
----
error
