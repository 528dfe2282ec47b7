-- source: Snowflake documentation, "Setting up alerts based on data in Snowflake", "SYSTEM$SEND_EMAIL"
-- case: tasks.md 19 case 80
-- fixture: nine
-- needs: virtual clock

CREATE NOTIFICATION INTEGRATION mail TYPE = EMAIL ENABLED = TRUE ALLOWED_RECIPIENTS = ('a@example.com');

CALL SYSTEM$SEND_EMAIL('mail', 'a@example.com', 'subject', 'body');
----
*
TRUE

CALL SYSTEM$SEND_EMAIL('mail', 'a@example.com, b@example.com', 'subject', 'body');
----
error

CALL SYSTEM$SEND_EMAIL('mail', 'a@example.com', '', 'body');
----
error
