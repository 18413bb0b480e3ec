package io.mailyard.testing;

/** The stores that every test of SQL runs on: use with {@code @EnumSource}. */
public enum StoreKind {
    SQLITE,
    POSTGRESQL
}
