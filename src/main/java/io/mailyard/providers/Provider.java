package io.mailyard.providers;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldRow;

/** A server elsewhere that says who a person is, of whichever kind. */
public interface Provider extends FieldRow {
    /** Returns the kind of this provider, which has its fields and its table. */
    ProviderKind<?> kind();

    /** Whose people it signs in: an account's users, or the platform's administrators. */
    default AccountId owner() {
        return AccountId.PLATFORM;
    }

    /** Counted from 1 among providers of its kind. */
    default long id() {
        return get(ProviderKind.ID);
    }

    /** By which its people are told apart from those of others, such as {@code oidc:1}. */
    default String key() {
        return kind().keyPrefix() + ":" + id();
    }

    /** By which people know it. */
    default String name() {
        return get(kind().name());
    }

    /** Secret that goes with each request to it; empty: none. */
    default String secret() {
        return get(kind().secret().text());
    }

    /** Whether it signs people in. */
    default boolean active() {
        return get(ProviderKind.ACTIVE);
    }

    /** Whether it still signs people in, and nothing of it was changed since it was read. */
    default boolean isOfNow(Tx tx) {
        return active()
                && kind().table()
                        .find(tx, id())
                        .filter(now -> now.values().equals(values()))
                        .isPresent();
    }
}
