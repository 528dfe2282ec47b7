-- source: Snowflake SQL reference, COMPRESS, DECOMPRESS_STRING, ENCRYPT, DECRYPT, TRY_DECRYPT, ENCRYPT_RAW
-- case: found case 161

SELECT HEX_ENCODE(COMPRESS('Snowflake', 'SNAPPY')) AS c;
----
C
0920536E6F77666C616B65

SELECT DISTINCT DECOMPRESS_STRING(COMPRESS('aaaaaaaabc', m), m) AS d FROM (SELECT column1 AS m FROM VALUES ('ZLIB'), ('zstd'), ('BZ2(9)'), ('zlib(1)'), ('SNAPPY'));
----
D
aaaaaaaabc

SELECT TO_VARCHAR(DECRYPT(ENCRYPT('Secret!', 'SamplePassphrase'), 'SamplePassphrase'), 'utf-8') AS d;
----
D
Secret!

SELECT TRY_DECRYPT(ENCRYPT('Secret!', 'SamplePassphrase'), 'wrong') AS d;
----
D
NULL

SELECT TO_VARCHAR(DECRYPT_RAW(TO_BINARY(e:ciphertext::VARCHAR), TO_BINARY('000102030405060708090a0b0c0d0e0f', 'hex'), TO_BINARY(e:iv::VARCHAR), NULL, 'AES-GCM', TO_BINARY(e:tag::VARCHAR)), 'utf-8') AS d FROM (SELECT ENCRYPT_RAW(TO_BINARY('Secret', 'utf-8'), TO_BINARY('000102030405060708090a0b0c0d0e0f', 'hex'), TO_BINARY('000102030405060708090a0b', 'hex')) AS e);
----
D
Secret
