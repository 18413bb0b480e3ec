package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Where users are kept. The account comes first in every call: nothing of another account is ever
 * found or changed.
 */
interface UserStore {
    Optional<User> find(Tx tx, AccountId account, Login login);

    Optional<User> find(Tx tx, AccountId account, UserId id);

    /**
     * Ascending by login without regard to case, from {@code fromKey} on, at most {@code limit}.
     */
    List<User> list(Tx tx, AccountId account, UserFilter filter, String fromKey, int limit);

    long count(Tx tx, AccountId account, UserFilter filter);

    void insert(Tx tx, AccountId account, User user, Optional<String> passwordHash);

    void update(Tx tx, AccountId account, User user);

    void setPassword(
            Tx tx, AccountId account, UserId user, String passwordHash, boolean mustChange);

    void delete(Tx tx, AccountId account, UserId user);

    void deleteAll(Tx tx, AccountId account);
}
