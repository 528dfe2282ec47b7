-- Are the tasks started, and when do they run?
SHOW TASKS IN DATABASE ECOMMERCE_DB;
