package io.mailyard.bulk;

import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kind of objects that can be changed many at a time. */
public interface BulkKind {
    /** Their plural noun, for example {@code users}; with its task named {@code users.bulk}. */
    String noun();

    /** Where its call is, below the administrators' calls, for example {@code accounts/users/}. */
    String path();

    /** The parameter that names the account whose objects they are, if there is one. */
    Optional<Param<Long>> account();

    /** Whether a signed-in administrator must have given the password just now. */
    default boolean isSensitive() {
        return false;
    }

    /** Returns the acts that can be done to them, as words. */
    List<String> acts();

    /** Filters, as the call that lists them takes them. */
    List<Param<?>> filters();

    /** Returns the parameters that acts take, besides a reason; none by default. */
    default List<Param<?>> settings() {
        return List.of();
    }

    /**
     * Reads the settings of an act, checked as far as they can be before.
     *
     * @throws io.mailyard.base.ApiException if one is missing or wrong
     */
    default Map<String, String> settings(Change change, Call call, String act) {
        return Map.of();
    }

    /**
     * A page of the objects that the call's filters let pass, ascending by id.
     *
     * @param from first id, inclusive
     */
    List<BulkObject> matching(Tx tx, Call call, long from, int limit);

    /** Returns those of these ids that there are; others are left out. */
    List<BulkObject> named(Tx tx, Call call, List<Long> ids);

    /** Counts what else an act on these objects concerns, by noun; nothing by default. */
    default Map<String, Long> touched(Tx tx, List<BulkObject> objects) {
        return Map.of();
    }

    /**
     * Does it to one object.
     *
     * @return whether anything changed
     * @throws io.mailyard.base.ApiException if it cannot be done
     */
    boolean apply(Change change, BulkObject object, BulkOrder order);

    /**
     * An object.
     *
     * @param account the account that it is of, or is; {@link AccountId#PLATFORM}: none
     * @param name for people; empty where it would be personal data
     */
    record BulkObject(long id, AccountId account, String name) {}

    /**
     * Act that is to be done, with its settings and reason.
     *
     * @param settings as {@link #settings(Change, Call, String)} read them
     * @param reason why; empty: not said
     */
    record BulkOrder(String act, Map<String, String> settings, String reason) {}
}
