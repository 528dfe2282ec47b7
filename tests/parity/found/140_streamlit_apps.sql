-- source: "CREATE STREAMLIT", "ALTER STREAMLIT", "DESCRIBE STREAMLIT", "SHOW STREAMLITS"
-- case: found case 140

CREATE STAGE app_files;

CREATE STREAMLIT shop FROM '@app_files' MAIN_FILE = 'page.py' TITLE = 'The shop' COMMENT = 'for all';
----
status
Streamlit SHOP successfully created.

CREATE STREAMLIT IF NOT EXISTS shop;
----
status
SHOP already exists, statement succeeded.

CREATE STREAMLIT old ROOT_LOCATION = '@app_files' MAIN_FILE = '/page.py';

SHOW STREAMLITS ->> SELECT "name", "title", "comment", "owner_role_type" FROM $1 ORDER BY 1;
----
name | title | comment | owner_role_type
OLD | NULL | NULL | ROLE
SHOP | The shop | for all | ROLE

DESCRIBE STREAMLIT shop ->> SELECT "main_file", "default_version_name", "live_version_location_uri" FROM $1;
----
main_file | default_version_name | live_version_location_uri
page.py | VERSION$1 | NULL

ALTER STREAMLIT shop ADD LIVE VERSION FROM LAST;
----
status
Live version successfully created.

ALTER STREAMLIT shop ADD LIVE VERSION FROM LAST;
----
error 099106 (42710): There is already a live version. Please commit it first.

ALTER STREAMLIT shop COMMIT COMMENT = 'first';
----
status
Live version successfully committed.

DESCRIBE STREAMLIT shop ->> SELECT "last_version_name", "live_version_location_uri" FROM $1;
----
last_version_name | live_version_location_uri
VERSION$2 | NULL

ALTER STREAMLIT shop SET TITLE = 'A shop';

ALTER STREAMLIT shop UNSET COMMENT;

ALTER STREAMLIT shop RENAME TO store;

SHOW STREAMLITS LIKE 'store' ->> SELECT "title", "comment" FROM $1;
----
title | comment
A shop | NULL

DROP STREAMLIT store;
----
status
STORE successfully dropped.

DESCRIBE STREAMLIT store;
----
error 002003 (42S02): does not exist or not authorized
