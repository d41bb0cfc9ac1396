/**
 * TEST ONLY: a key that everybody knows, with a certificate for localhost and 127.0.0.1 that it signed itself, good until 2120.
 * Node cannot make certificates, and tests must not need openssl.
 */
export const TEST_TLS = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8Sm3EnImItmiU+ez
mdW/T2LpX+YGs/A0xi2Cys/PpauhRANCAASLuehbNMkHWJtReBECTfSjj9IvRXCS
eeM3oZSj2EUf9MZIl6gGnQxwb+dAAjloAch+kOeG2oVQBCUxHlud4JKp
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBbzCCARSgAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5sZWhyIHRl
c3Qgb25seTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUG
A1UEAwwObGVociB0ZXN0IG9ubHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASL
uehbNMkHWJtReBECTfSjj9IvRXCSeeM3oZSj2EUf9MZIl6gGnQxwb+dAAjloAch+
kOeG2oVQBCUxHlud4JKpo0swSTAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEw
DAYDVR0TBAUwAwEB/zAdBgNVHQ4EFgQU392/SDqmX7K3995VtQpa4xV8K1UwCgYI
KoZIzj0EAwIDSQAwRgIhAJU/XvZLqU5vx3FAm75bYNMzA9D/i7NvOR5u3e4AwUmV
AiEA7VgZeKRu9u03nVyS+ne5NYTITKNKxwq9ggoMGdqw0AY=
-----END CERTIFICATE-----
`,
};
