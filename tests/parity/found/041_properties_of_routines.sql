-- source: "CREATE FUNCTION", optional parameters by language
-- case: found case 41

CREATE FUNCTION f(x INT) RETURNS INT HANDLER = 'f' AS 'x + 1';
----
error 001008: invalid property 'HANDLER' for 'FUNCTION'

CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL PACKAGES = ('pandas') AS 'BEGIN RETURN 1; END';
----
error 001008: invalid property 'PACKAGES' for 'PROCEDURE'

CREATE FUNCTION f(x INT) RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f'
    PACKAGES = ('no_such_package==1.0') AS 'def f(x): return x';
----
error 100357: Cannot create a Python function with the specified packages.

CREATE FUNCTION f4() RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '2.7' HANDLER = 'f' AS 'def f(): return 1';
----
error 001008: invalid value '2.7' for property 'RUNTIME_VERSION'
