-- source: Snowflake documentation, "Introduction to streams", table versioning and repeatable read isolation; "Transactions" (observed)
-- case: streams.md 10.2 case 48
-- fixture: acct

CREATE PROCEDURE p() RETURNS NUMBER LANGUAGE SQL AS $$
DECLARE
  n NUMBER;
BEGIN
  SELECT COUNT(*) INTO :n FROM st;
  RETURN n;
END
$$;

INSERT INTO acct VALUES (3,300);

CALL p();
----
P
1

SELECT id, bal, metadata$action, metadata$isupdate FROM st ORDER BY id, bal, metadata$action;
----
ID | BAL | METADATA$ACTION | METADATA$ISUPDATE
3 | 300 | INSERT | FALSE
