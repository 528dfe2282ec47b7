-- source: Snowflake documentation, "Transactions", "LAST_QUERY_ID" (observed)
-- case: streams.md 10.6 case 107
-- fixture: acct

CREATE PROCEDURE p() RETURNS VARCHAR LANGUAGE SQL AS $$
BEGIN
  BEGIN TRANSACTION;
  INSERT INTO sink VALUES (1,1);
  RETURN 'x';
END
$$;

CALL p();
----
error 090232 (25000): Scoped transaction started in stored procedure is incomplete and it was rolled back.

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
