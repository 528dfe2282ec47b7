-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions"
-- case: streams.md 10.2 case 47
-- fixture: acct

CREATE PROCEDURE p() RETURNS VARCHAR LANGUAGE SQL AS $$
BEGIN
  INSERT INTO sink SELECT id, bal FROM st;
  RETURN 'ok';
END
$$;

INSERT INTO acct VALUES (3,300);

CALL p();
----
P
ok

CALL p();

SELECT id, bal FROM sink ORDER BY id, bal;
----
ID | BAL
3 | 300
