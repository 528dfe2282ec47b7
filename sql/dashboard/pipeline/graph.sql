-- What is each dynamic table made of? One row per table and input, as its definition stands now.
SELECT
    g.name,
    i.value:name::VARCHAR AS input_name,
    i.value:kind::VARCHAR AS input_kind
FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY()) g,
    LATERAL FLATTEN(INPUT => g.inputs) i
WHERE g.database_name = 'ECOMMERCE_DB'
    AND g.valid_to IS NULL
ORDER BY g.name, input_name;
