-- source: spec/streams.md 1.1 and 1.2, streams on directory tables
-- case: file streams case 1

CREATE STAGE plain;

CREATE STREAM x ON STAGE plain;
----
error: DIRECTORY not enabled for the stage PLAIN

CREATE STAGE d DIRECTORY = (ENABLE = TRUE);

CREATE STREAM x ON STAGE d APPEND_ONLY = TRUE;
----
error: Streams on directories cannot have APPEND_ONLY set to true.

CREATE STREAM x ON STAGE d INSERT_ONLY = TRUE;
----
error: Streams on directories cannot have INSERT_ONLY set to true.

CREATE STREAM x ON STAGE d SHOW_INITIAL_ROWS = TRUE;
----
error: Streams on directories cannot have SHOW_INITIAL_ROWS set to true.

CREATE STREAM x ON STAGE d INSERT_ONLY = FALSE;
