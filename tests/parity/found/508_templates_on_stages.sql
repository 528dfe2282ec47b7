-- source: "EXECUTE IMMEDIATE FROM": Jinja2 templating (--!jinja, USING, include, import, relative paths), DRY_RUN
-- case: found case 508

CREATE STAGE files;

CREATE TABLE t(env VARCHAR, n INT);

COPY INTO @files/app/run.sql FROM (SELECT $$--!jinja
{% import 'lib/macros.sql' as m %}
{% for n in range(count) %}
INSERT INTO t VALUES ({{ m.quoted(env) }}, {{ n }});
{% endfor %}
{% include "@files/app/last.sql" %}
EXECUTE IMMEDIATE FROM './tail.sql';
$$) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

COPY INTO @files/app/lib/macros.sql FROM (SELECT $${% macro quoted(text) %}'{{ text }}'{% endmacro %}$$) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

COPY INTO @files/app/last.sql FROM (SELECT $$INSERT INTO t VALUES ('last', {{ tags | length }});$$) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

COPY INTO @files/app/tail.sql FROM (SELECT $$SELECT COUNT(*) AS n FROM t$$) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE;

EXECUTE IMMEDIATE FROM @files/app/run.sql USING (env => 'prod', count => 1 + 1, tags => ['a', 'b', 'c']);
----
N
3

SELECT * FROM t ORDER BY env, n;
----
ENV | N
last | 3
prod | 0
prod | 1

-- with USING a file needs no directive; without executing it
COPY INTO @files/one.sql FROM (SELECT 'SELECT {{ Value }} AS v') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

EXECUTE IMMEDIATE FROM @files/one.sql USING (Value => 7) DRY_RUN = TRUE;
----
rendered file contents
SELECT 7 AS v

EXECUTE IMMEDIATE FROM '@files/one.sql' USING (Value => 7);
----
V
7

EXECUTE IMMEDIATE FROM @files/one.sql USING (value => 7);
----
error: 'Value' is undefined

EXECUTE IMMEDIATE FROM @files/one.sql USING (Value => NULL, other => missing);
----
error 000904 (42000)

EXECUTE IMMEDIATE FROM './one.sql';
----
error: relative path
