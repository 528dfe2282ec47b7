-- What went wrong? The newest entries of the tasks' error log.
SELECT logged_at, task_name, error_code, error_state, error_message
FROM ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG
ORDER BY logged_at DESC, error_id DESC
LIMIT 20;
