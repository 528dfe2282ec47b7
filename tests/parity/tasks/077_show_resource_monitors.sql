-- source: Snowflake documentation, "Working with resource monitors" (observed)
-- case: tasks.md 19 case 77
-- fixture: nine
-- needs: virtual clock

CREATE RESOURCE MONITOR rm WITH CREDIT_QUOTA = 5000 TRIGGERS ON 75 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND ON 110 PERCENT DO SUSPEND_IMMEDIATE;

SHOW RESOURCE MONITORS LIKE 'rm';
----
name | credit_quota | used_credits | remaining_credits | level | frequency | start_time | end_time | notify_at | suspend_at | suspend_immediately_at | created_on | owner | comment | notify_users
RM | 5000.00 | * | * | NULL | MONTHLY | * | * | 75% | 100% | 110% | * | * | * | *

ALTER WAREHOUSE wh SET RESOURCE_MONITOR = rm;

SHOW RESOURCE MONITORS LIKE 'rm';

SELECT "level" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
level
WAREHOUSE
