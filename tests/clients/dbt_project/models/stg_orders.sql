{{ config(materialized='view') }}
SELECT id, UPPER(customer) AS customer, amount, ordered_on FROM {{ ref('orders') }}
