package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.function.Consumer;

/** What another package adds to {@code accounts/get}. */
@FunctionalInterface
public interface AccountDetail {
    /** Reads what it has of an account, and answers what writes it as members of its own. */
    Consumer<Out> of(Tx tx, AccountId account);
}
