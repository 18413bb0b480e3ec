package io.mailyard.policies;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The rules that all policies share, and their interface to other packages. */
public final class Policies {
    /** Maximum number of policies of one kind: every process may have them in memory. */
    static final int MOST = 10_000;

    /**
     * Maximum number of keys of one account: twice as many as it may claim domains, since the keys
     * of released domains remain. Other accounts and the platform have their own.
     */
    static final int MOST_KEYS_OF_ACCOUNT = 2_000;

    /** Number of users that a refusal lists. */
    private static final int NAMED = 5;

    private final Database database;
    private final AtomicLong marks = new AtomicLong();
    private final Map<PolicyKind<?>, CachedValue<?>> held = new HashMap<>();
    private final Isps isps;
    private volatile KeyAccountCheck keyAccounts = (tx, account, domain) -> {};

    public Policies(Database database) {
        this.database = database;
        this.isps = new Isps(new CachedValue<>(database, marks, Isps::read));
        PolicyKind.all().forEach(kind -> held.put(kind, hold(kind)));
    }

    private <T extends Policy> CachedValue<List<T>> hold(PolicyKind<T> kind) {
        // only keys that sign: accounts may have any number of pending ones
        return new CachedValue<>(
                database,
                marks,
                kind == PolicyKind.KEY
                        ? tx -> made(kind, kind.table().where(tx, KeyRules.SIGNING))
                        : tx -> all(tx, kind));
    }

    /** Finds the objects of other packages that use a policy. */
    @FunctionalInterface
    public interface PolicyUse {
        /** Their names, for example {@code sender 'x'}; the first few are enough. */
        List<String> usersOf(Tx tx, PolicyKind<?> kind, long id);
    }

    /** Knows which accounts may have a key of a domain. */
    @FunctionalInterface
    public interface KeyAccountCheck {
        /**
         * Checks an account.
         *
         * @throws ApiException error 400 if the account may not have one, or does not exist
         */
        void mustHave(Tx tx, AccountId account, String domain);
    }

    /** Sets the check of which accounts may have which keys. */
    public void keyAccounts(KeyAccountCheck known) {
        keyAccounts = known;
    }

    /** The policy with that id. */
    public <T extends Policy> Optional<T> find(Tx tx, PolicyKind<T> kind, long id) {
        return kind.table().find(tx, id).map(kind::made);
    }

    /**
     * The policy that a parameter names.
     *
     * @throws ApiException error 404 if it does not exist
     */
    public <T extends Policy> T named(Tx tx, PolicyKind<T> kind, Reference reference) {
        return kind.made(kept(tx, kind, reference));
    }

    /** All policies of a kind, ascending by id; {@value #MOST} at most. */
    public <T extends Policy> List<T> all(Tx tx, PolicyKind<T> kind) {
        return made(kind, kind.table().where(tx, FieldTable.ALL));
    }

    private static <T extends Policy> List<T> made(PolicyKind<T> kind, List<PolicyRow> rows) {
        return rows.stream().map(kind::made).toList();
    }

    /**
     * The policies of {@link #all}, but only signing keys, from memory: changes of this process
     * apply at once, those of others within a second. Returns the same list while nothing changed.
     */
    @SuppressWarnings("unchecked") // stored by hold(kind)
    public <T extends Policy> List<T> current(PolicyKind<T> kind) {
        CachedValue<?> one = Objects.requireNonNull(held.get(kind));
        return ((CachedValue<List<T>>) one).value();
    }

    /** Finds the ISP of a domain. */
    public Isps isps() {
        return isps;
    }

    /** A key with its private key, for signing. */
    public Optional<KeySecret> secret(Tx tx, SigningKey key) {
        return KeyRules.secret(tx, key);
    }

    /**
     * Inserts the shipped policies into a store without any; otherwise updates those of an older
     * program.
     */
    public void ship(Writes writes) {
        boolean missing =
                database.readOne(tx -> PolicyKind.STRATEGY.table().count(tx, FieldTable.ALL)) == 0;
        if (missing || !database.readOne(ShippedPolicies::isCurrent)) {
            writes.system(
                    missing ? "first-start" : "upgrade",
                    change -> {
                        ShippedPolicies.into(change);
                        ShippedPolicies.refresh(change);
                        recordChange(change);
                        return true;
                    });
        }
    }

    static PolicyRow kept(Tx tx, PolicyKind<?> kind, Reference reference) {
        return switch (reference) {
            case Reference.ById(long id) -> kept(tx, kind, id);
            case Reference.ByName(String name) ->
                    kind.labelled(tx, name)
                            .orElseThrow(() ->
                                    ApiException.notFound(
                                            "no " + kind.one() + " named '" + name + "'"));
        };
    }

    private static PolicyRow kept(Tx tx, PolicyKind<?> kind, long id) {
        return kind.table()
                .find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no " + kind.one() + " with id " + id));
    }

    Database database() {
        return database;
    }

    PolicyRow get(PolicyKind<?> kind, long id) {
        return database.readOne(tx -> kept(tx, kind, id));
    }

    /** Creates a policy from a call; returns its id. */
    long create(Change change, PolicyKind<?> kind, FieldValues given) {
        return create(change, kind, given, keyAccounts);
    }

    /** Creates a policy, with another check of which accounts may have a key. */
    long create(Change change, PolicyKind<?> kind, FieldValues given, KeyAccountCheck mayHave) {
        FieldValues values = FieldValues.initial(kind.fields()).under(given);
        mustHaveRoom(change.tx(), kind, values);
        long id = change.tx().nextId(kind.noun());
        PolicyRow after =
                checked(change, kind, Optional.empty(), kept(change, id, false, values), mayHave);
        kind.table().insert(change.tx(), after);
        kind.rules().stored(change.tx(), id, after.values());
        recordChange(change);
        change.recordCreation(
                kind.noun() + ".save",
                subject(kind, id),
                out -> PolicyBody.settings(out, kind, after));
        return id;
    }

    /**
     * Limits the keys of an account, so that they take no place from other accounts or the
     * platform.
     */
    private static void mustHaveRoom(Tx tx, PolicyKind<?> kind, FieldValues values) {
        long account = kind == PolicyKind.KEY ? values.get(SigningKey.ACCOUNT) : 0;
        long there =
                kind == PolicyKind.KEY
                        ? tx.number("SELECT count(*) FROM keys WHERE account_id = ?", account)
                        : kind.table().count(tx, FieldTable.ALL);
        if (account != 0 && there >= MOST_KEYS_OF_ACCOUNT) {
            throw ApiException.conflict(
                    "account "
                            + account
                            + " has "
                            + MOST_KEYS_OF_ACCOUNT
                            + " keys, the most it can have; an administrator can delete those that"
                            + " sign no more, by keys/delete");
        }
        if (account == 0 && there >= MOST) {
            throw ApiException.conflict(
                    "there are " + MOST + " " + kind.noun() + ", the most there can be");
        }
    }

    static PolicyRow kept(Change change, long id, boolean shipped, FieldValues values) {
        return PolicyRow.of(id, shipped, change.now(), values);
    }

    void update(Change change, PolicyKind<?> kind, long id, FieldValues given) {
        PolicyRow before = kept(change.tx(), kind, id);
        FieldValues values = before.values().under(given);
        PolicyRow wanted = new PolicyRow(values.with(PolicyRow.UPDATED_AT, change.now()));
        PolicyRow after = checked(change, kind, Optional.of(before), wanted, keyAccounts);
        boolean differs =
                change.recordChange(
                        kind.noun() + ".save",
                        subject(kind, id),
                        out -> PolicyBody.settings(out, kind, before),
                        out -> PolicyBody.settings(out, kind, after));
        if (differs) {
            kind.table().update(change.tx(), after);
            kind.rules().stored(change.tx(), id, after.values());
            recordChange(change);
        }
    }

    private static PolicyRow checked(
            Change change,
            PolicyKind<?> kind,
            Optional<PolicyRow> before,
            PolicyRow wanted,
            KeyAccountCheck mayHave) {
        FieldValues values = kind.rules().checked(change.tx(), before, wanted.values());
        if (kind == PolicyKind.KEY && isAccountsAnew(before, values)) {
            AccountId account = new AccountId(values.get(SigningKey.ACCOUNT));
            mayHave.mustHave(change.tx(), account, values.get(SigningKey.DOMAIN));
        }
        PolicyRow after = new PolicyRow(values);
        String label = after.get(kind.label());
        kind.labelled(change.tx(), label)
                .filter(other -> other.id() != wanted.id())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the "
                                    + kind.label().name()
                                    + " '"
                                    + label
                                    + "' is taken by "
                                    + kind.one()
                                    + " "
                                    + other.id());
                });
        kind.alike(change.tx(), after)
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + label
                                    + "' is taken by "
                                    + kind.one()
                                    + " "
                                    + other
                                    + ": names are the same in any case");
                });
        return after;
    }

    /** Whether a key gets another account or another domain. */
    private static boolean isAccountsAnew(Optional<PolicyRow> before, FieldValues values) {
        boolean same =
                before.filter(kept ->
                                kept.get(SigningKey.ACCOUNT).equals(values.get(SigningKey.ACCOUNT))
                                        && kept.get(SigningKey.DOMAIN)
                                                .equals(values.get(SigningKey.DOMAIN)))
                        .isPresent();
        return values.get(SigningKey.ACCOUNT) != 0 && !same;
    }

    void delete(Change change, PolicyKind<?> kind, long id, PolicyUse use) {
        PolicyRow kept = kept(change.tx(), kind, id);
        String named = kind.one() + " '" + kept.get(kind.label()) + "'";
        if (kept.shipped()) {
            throw ApiException.conflict(
                    named + " came with the program: it can be changed, not deleted");
        }
        List<String> users = new ArrayList<>(kind.rules().users(change.tx(), id));
        users.addAll(use.usersOf(change.tx(), kind, id));
        if (!users.isEmpty()) {
            throw ApiException.conflict(named + " is in use by " + some(users));
        }
        kind.rules().going(change.tx(), id);
        kind.table().delete(change.tx(), kept);
        recordChange(change);
        change.recordDeletion(
                kind.noun() + ".delete",
                subject(kind, id),
                out -> PolicyBody.settings(out, kind, kept));
    }

    private static String some(List<String> users) {
        String named = users.stream().limit(NAMED).collect(Collectors.joining(", "));
        return users.size() <= NAMED ? named : named + " and others";
    }

    /** Invalidates cached data, here and in other processes. */
    private void recordChange(Change change) {
        recordChange(change.tx());
    }

    /**
     * Invalidates cached data as {@link #recordChange(Change)} does, for callers without a change.
     */
    void recordChange(Tx tx) {
        tx.nextId(CachedValue.CHANGES);
        tx.afterCommit(marks::incrementAndGet);
    }

    private static Subject subject(PolicyKind<?> kind, long id) {
        return Subject.of(kind.objectType(), id);
    }
}
