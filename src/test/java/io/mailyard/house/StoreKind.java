package io.mailyard.house;

/** The stores that every test of SQL runs on: use with {@code @EnumSource}. */
public enum StoreKind {
    SQLITE,
    POSTGRESQL
}
