-- source: Snowflake documentation, "SYSTEM$SET_RETURN_VALUE", "SYSTEM$GET_TASK_GRAPH_CONFIG" (observed)
-- case: tasks.md 19 case 56
-- fixture: nine
-- needs: virtual clock

SELECT SYSTEM$GET_TASK_GRAPH_CONFIG();
----
error: Function SYSTEM$GET_TASK_GRAPH_CONFIG must be called from within a task.

SELECT SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_NAME');
----
error
