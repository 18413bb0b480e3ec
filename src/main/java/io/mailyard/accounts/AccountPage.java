package io.mailyard.accounts;

import io.mailyard.base.Slice;
import java.util.Optional;

/**
 * A page of accounts.
 *
 * @param next where the next one begins in an order other than by id; empty on the last page
 */
record AccountPage<T>(Slice<T> slice, Optional<String> next) {}
