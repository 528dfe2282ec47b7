-- Is the data right? The latest answer of every check, and when it was last clean.
SELECT
    q.check_group,
    q.check_name,
    q.violations,
    q.checked_at,
    MAX(IFF(q.violations = 0, q.checked_at, NULL)) OVER (PARTITION BY q.check_name) AS last_clean_at
FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS q
QUALIFY ROW_NUMBER() OVER (PARTITION BY q.check_name ORDER BY q.checked_at DESC) = 1
ORDER BY q.violations DESC, q.check_group, q.check_name;
