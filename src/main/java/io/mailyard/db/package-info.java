/**
 * Durable storage: one set of SQL on SQLite (embedded) or PostgreSQL, transactions, group commit,
 * migrations, backup. The only package that touches JDBC. Promises that a write has reached the
 * disk when {@code write} returns; must not know what is stored.
 */
@NullMarked
package io.mailyard.db;

import org.jspecify.annotations.NullMarked;
