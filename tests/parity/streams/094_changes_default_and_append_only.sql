-- source: Snowflake documentation, "SYSTEM$STREAM_HAS_DATA", "CHANGES"
-- case: streams.md 10.6 case 94
-- needs: virtual clock

CREATE TABLE g (id INT, c VARCHAR) CHANGE_TRACKING = TRUE;

SET t0 = (SELECT CURRENT_TIMESTAMP());

-- advance 1 minute
INSERT INTO g VALUES (1,'a'),(2,'b'),(3,'c');

DELETE FROM g WHERE id = 1;

UPDATE g SET c = 'z' WHERE id = 2;

SELECT id, c, metadata$action, metadata$isupdate FROM g CHANGES (INFORMATION => DEFAULT) AT (TIMESTAMP => $t0) ORDER BY id;
----
ID | C | METADATA$ACTION | METADATA$ISUPDATE
2 | z | INSERT | FALSE
3 | c | INSERT | FALSE

SELECT id, c, metadata$action, metadata$isupdate FROM g CHANGES (INFORMATION => APPEND_ONLY) AT (TIMESTAMP => $t0) ORDER BY id;
----
ID | C | METADATA$ACTION | METADATA$ISUPDATE
1 | a | INSERT | FALSE
2 | b | INSERT | FALSE
3 | c | INSERT | FALSE
