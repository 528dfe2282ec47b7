-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 11

DECLARE d DATE; BEGIN d := '2020-09-30'; RETURN d::VARCHAR; END;
----
anonymous block
2020-09-30
