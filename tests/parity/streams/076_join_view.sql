-- source: Snowflake documentation, "Introduction to streams", streams on views
-- case: streams.md 10.4 case 76

CREATE TABLE item (id INT, name VARCHAR);

CREATE TABLE price (id INT, amt INT);

INSERT INTO item VALUES (1,'pen');

INSERT INTO price VALUES (1,10);

CREATE VIEW iv AS SELECT i.id, i.name, p.amt FROM item i JOIN price p ON i.id = p.id;

CREATE STREAM s ON VIEW iv;

CREATE TABLE iv_sink (id INT, name VARCHAR, amt INT);

INSERT INTO item VALUES (1,'quill');

SELECT id, name, amt, metadata$action, metadata$isupdate FROM s ORDER BY name, amt;
----
ID | NAME | AMT | METADATA$ACTION | METADATA$ISUPDATE
1 | quill | 10 | INSERT | FALSE

INSERT INTO price VALUES (1,12);

SELECT id, name, amt, metadata$action, metadata$isupdate FROM s ORDER BY name, amt;
----
ID | NAME | AMT | METADATA$ACTION | METADATA$ISUPDATE
1 | pen | 12 | INSERT | FALSE
1 | quill | 10 | INSERT | FALSE
1 | quill | 12 | INSERT | FALSE

INSERT INTO iv_sink SELECT id, name, amt FROM s;

DELETE FROM price WHERE amt = 12;

SELECT id, name, amt, metadata$action, metadata$isupdate FROM s ORDER BY name, amt;
----
ID | NAME | AMT | METADATA$ACTION | METADATA$ISUPDATE
1 | pen | 12 | DELETE | FALSE
1 | quill | 12 | DELETE | FALSE

INSERT INTO item VALUES (2,'ink');

SELECT id, name, amt, metadata$action, metadata$isupdate FROM s ORDER BY name, amt;
----
ID | NAME | AMT | METADATA$ACTION | METADATA$ISUPDATE
1 | pen | 12 | DELETE | FALSE
1 | quill | 12 | DELETE | FALSE
