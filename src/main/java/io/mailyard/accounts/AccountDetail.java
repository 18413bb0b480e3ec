package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.function.Consumer;

/** Members that another package adds to {@code accounts/get}. */
@FunctionalInterface
public interface AccountDetail {
    /** Reads the data of an account, and returns a writer of its members. */
    Consumer<Out> of(Tx tx, AccountId account);
}
