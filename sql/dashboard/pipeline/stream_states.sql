-- Which mode has each stream, and when would it become stale if nobody read it?
SHOW STREAMS IN DATABASE ECOMMERCE_DB;
