-- source: Snowflake Scripting reference, CASE; scripts in use compare a bare name without the page's parentheses
-- case: found case 600

EXECUTE IMMEDIATE $$
DECLARE step VARCHAR DEFAULT 'load'; done VARCHAR DEFAULT '';
BEGIN
    CASE step
        WHEN 'load' THEN
            SELECT 'loaded' INTO :done;
        ELSE
            done := 'nothing';
    END CASE;
    CASE step || 'ed' WHEN 'loaded' THEN done := done || ' twice'; END;
    CASE (step) WHEN 'x' THEN done := 'x'; END CASE;
    RETURN done;
END;
$$;
----
anonymous block
loaded twice
