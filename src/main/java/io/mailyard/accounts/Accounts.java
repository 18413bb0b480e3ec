package io.mailyard.accounts;

import io.mailyard.access.Principal;
import io.mailyard.accounts.AccountStateListener.Transition;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.db.ChangeCounters;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.tariffs.TariffId;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The rules of accounts and of their states (docs/spec/admin-api.md section 2,
 * docs/spec/states.md).
 */
public final class Accounts {
    private static final String SEQUENCE = "accounts";

    private final Database database;
    private final Tariffs tariffs;
    private final AccountStore store = new AccountStore();
    private final ChangeCounters marks = new ChangeCounters();
    private final List<AccountDependent> dependents = new CopyOnWriteArrayList<>();
    private final List<AccountStateListener> stateWatchers = new CopyOnWriteArrayList<>();
    private final List<Consumer<Tx>> saveWatchers = new CopyOnWriteArrayList<>();
    private final AccountDetails details = new AccountDetails();
    private final List<Runnable> thawWatchers = new CopyOnWriteArrayList<>();

    public Accounts(Database database, Tariffs tariffs) {
        this.database = database;
        this.tariffs = tariffs;
    }

    /** Adds objects of accounts in another package. */
    public void dependent(AccountDependent dependent) {
        dependents.add(dependent);
    }

    List<AccountDependent> dependents() {
        return List.copyOf(dependents);
    }

    /** Adds a listener to the states of accounts. */
    public void onState(AccountStateListener watcher) {
        stateWatchers.add(watcher);
    }

    /** Adds a listener to changes of accounts' settings, called inside the transaction. */
    public void onSave(Consumer<Tx> listener) {
        saveWatchers.add(listener);
    }

    /** Returns the details that other packages show of an account. */
    public AccountDetails details() {
        return details;
    }

    private void notifyListeners(Change change, AccountId id, Transition transition) {
        stateWatchers.forEach(listener -> listener.stateChanged(change, id, transition));
    }

    /** Adds a listener that is called whenever the time of the next thaw may have changed. */
    void onThawMoved(Runnable listener) {
        thawWatchers.add(listener);
    }

    /** Counters by account id, advanced by each change of an account and of its objects. */
    public ChangeCounters marks() {
        return marks;
    }

    AccountStore store() {
        return store;
    }

    /** See {@link Tariffs.TariffHolders}. */
    public long onTariff(Tx tx, TariffId tariff) {
        return store.onTariff(tx, tariff);
    }

    AccountPage<Consumer<Out>> list(
            AccountFilter filter, AccountOrder order, Page page, ListedMembers members) {
        return database.read(tx ->
                members.page(
                        tx,
                        store.list(tx, filter, order, page),
                        details.listed(),
                        List.copyOf(dependents)));
    }

    /**
     * The account, unless it is deleted.
     *
     * @throws ApiException error 404
     */
    public Account existing(Tx tx, AccountId id) {
        return store.find(tx, id)
                .filter(account -> account.deletedAt().isEmpty())
                .orElseThrow(() -> ApiException.notFound("no account with id " + id));
    }

    /** The existing accounts of {@code ids} that are not deleted. */
    public Set<AccountId> existing(Tx tx, Collection<AccountId> ids) {
        Set<AccountId> existing = new HashSet<>(ids);
        store.stopped(tx, ids)
                .forEach((id, state) -> {
                    if (state.equals("deleted")) {
                        existing.remove(id);
                    }
                });
        return existing;
    }

    /**
     * The account, deleted or not, until it is purged.
     *
     * @throws ApiException error 404
     */
    public Account any(Tx tx, AccountId id) {
        return store.find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no account with id " + id));
    }

    /** The account, deleted or not, if it exists. */
    public Optional<Account> find(Tx tx, AccountId id) {
        return store.find(tx, id);
    }

    /**
     * The accounts among these that are not active, with the strongest reason as a word: {@code
     * deleted} (or purged), {@code inactive} or {@code frozen}.
     */
    public Map<AccountId, String> stopped(Tx tx, Collection<AccountId> ids) {
        return store.stopped(tx, ids);
    }

    /** The account, in a read of its own. */
    public Account get(AccountId id) {
        return database.read(tx -> any(tx, id));
    }

    /** Writes the account in full, with the members of other packages. */
    Consumer<Out> shown(AccountId id) {
        return database.read(tx -> details.full(tx, any(tx, id)));
    }

    /** Writes the members of other packages to the account's own view. */
    Consumer<Out> own(AccountId id) {
        return database.read(tx -> details.own(tx, id));
    }

    AccountId create(Change change, Principal by, Params params) {
        Tx tx = change.tx();
        FieldValues given = given(tx, params);
        mustBeFree(tx, by, given.get(Account.NAME), Optional.empty());
        AccountId id = new AccountId(tx.nextId(SEQUENCE));
        Account account = Account.of(id, given, change.now());
        store.insert(tx, account);
        change.recordCreation(
                "accounts.save", subject(id), out -> AccountBody.audited(out, account));
        return id;
    }

    void update(Change change, Principal by, AccountId id, Params params) {
        Tx tx = change.tx();
        Account before = existing(tx, id);
        Account after = before.with(given(tx, params), change.now());
        mustBeFree(tx, by, after.name(), Optional.of(id));
        save(change, before, after);
        if (before.active() != after.active()) {
            notifyListeners(
                    change, id, after.active() ? Transition.ACTIVATED : Transition.DEACTIVATED);
        }
    }

    /** Gives an account another tariff. */
    void move(Change change, AccountId id, Reference tariff) {
        Account before = existing(change.tx(), id);
        Account after = AccountBulk.moved(before, tariffs.named(change.tx(), tariff), change.now());
        save(change, before, after);
    }

    /** Changes what an account's own people may change of it. */
    public void saveProfile(Change change, AccountId id, FieldValues given) {
        Account before = existing(change.tx(), id);
        save(change, before, before.with(given, change.now()));
    }

    private void save(Change change, Account before, Account after) {
        if (change.recordChange(
                "accounts.save",
                subject(after.id()),
                out -> AccountBody.audited(out, before),
                out -> AccountBody.audited(out, after))) {
            storeChange(change.tx(), before, after);
        }
    }

    Tariffs tariffs() {
        return tariffs;
    }

    private FieldValues given(Tx tx, Params params) {
        FieldValues given = FieldValues.given(Account.SETTABLE, params);
        return given.find(Account.TARIFF)
                .map(tariff -> new Reference.ById(tariffs.named(tx, tariff).value()))
                .map(tariff -> given.with(Account.TARIFF, tariff))
                .orElse(given);
    }

    void activate(Change change, AccountId id, boolean on) {
        if (!store.activate(change.tx(), id, on, change.now())) {
            existing(change.tx(), id);
            return;
        }
        marks.changed(change.tx(), id.value());
        String action = on ? "accounts.activate" : "accounts.deactivate";
        change.recordDifference(
                action, subject(id), "{\"is_active\":" + !on + "}", "{\"is_active\":" + on + "}");
        notifyListeners(change, id, on ? Transition.ACTIVATED : Transition.DEACTIVATED);
    }

    void freeze(Change change, AccountId id, FreezeDetails state) {
        Account before = existing(change.tx(), id);
        if (before.frozen().filter(state::sameNotice).isPresent()) {
            return;
        }
        Instant since = before.frozen().map(FreezeDetails::since).orElse(change.now());
        FreezeDetails kept =
                new FreezeDetails(state.paymentUrl(), state.reason(), since, state.until());
        frozen(change, "accounts.freeze", before, Optional.of(kept));
    }

    void unfreeze(Change change, AccountId id) {
        Account before = existing(change.tx(), id);
        if (before.frozen().isPresent()) {
            frozen(change, "accounts.unfreeze", before, Optional.empty());
        }
    }

    /**
     * Ends the freezes that are due and returns their number. Deleted accounts thaw too, since they
     * may be restored.
     */
    int thaw(Change change, int limit) {
        List<Account> due = store.thawing(change.tx(), change.now(), limit);
        due.forEach(account -> frozen(change, "accounts.unfreeze", account, Optional.empty()));
        return due.size();
    }

    private void frozen(
            Change change, String action, Account before, Optional<FreezeDetails> state) {
        Account after = before.withFrozen(state, change.now());
        storeChange(change.tx(), before, after);
        JsonText.JsonDifference difference =
                JsonText.difference(
                        out -> AccountBody.frozen(out, before),
                        out -> AccountBody.frozen(out, after));
        change.recordDifference(
                action, subject(before.id()), difference.before(), difference.after());
        if (before.frozen().isPresent() != after.frozen().isPresent()) {
            notifyListeners(
                    change,
                    before.id(),
                    state.isPresent() ? Transition.FROZEN : Transition.UNFROZEN);
        }
        change.tx().afterCommit(() -> thawWatchers.forEach(Runnable::run));
    }

    /** Marks the account as deleted; its data is kept until it is purged. */
    void delete(Change change, AccountId id) {
        Account before = existing(change.tx(), id);
        Account after = before.withDeleted(Optional.of(change.now()), change.now());
        storeChange(change.tx(), before, after);
        String deleted = "{\"deleted_at\":\"" + change.now() + "\"}";
        change.recordDifference("accounts.delete", subject(id), "{\"deleted_at\":null}", deleted);
        notifyListeners(change, id, Transition.DELETED);
    }

    /** Restores a deleted account with all its data; does nothing if it is not deleted. */
    void restore(Change change, AccountId id) {
        Account before = any(change.tx(), id);
        Optional<Instant> deletedAt = before.deletedAt();
        if (deletedAt.isEmpty()) {
            return;
        }
        storeChange(change.tx(), before, before.withDeleted(Optional.empty(), change.now()));
        String deleted = "{\"deleted_at\":\"" + deletedAt.get() + "\"}";
        change.recordDifference("accounts.restore", subject(id), deleted, "{\"deleted_at\":null}");
        notifyListeners(change, id, Transition.RESTORED);
    }

    /** Purges the accounts deleted longer ago than {@code retention}; returns their number. */
    int purge(Change change, Duration retention, int limit) {
        List<Account> due = store.purgeable(change.tx(), change.now().minus(retention), limit);
        for (Account account : due) {
            dependents.forEach(dependent -> dependent.purge(change.tx(), account.id()));
            store.remove(change.tx(), account);
            marks.changed(change.tx(), account.id().value());
            change.recordDeletion(
                    "accounts.purge",
                    subject(account.id()),
                    out -> AccountBody.audited(out, account));
        }
        return due.size();
    }

    /** Sets whether the account is beyond its tariff's limit. */
    public void tariffExceeded(Tx tx, AccountId id, boolean exceeded) {
        store.setExceeded(tx, id, exceeded);
        marks.changed(tx, id.value());
    }

    private void storeChange(Tx tx, Account before, Account after) {
        store.update(tx, before, after);
        marks.changed(tx, after.id().value());
        saveWatchers.forEach(listener -> listener.accept(tx));
    }

    /** Names the account that has the name, if the caller may see it. */
    private void mustBeFree(Tx tx, Principal asking, AccountName name, Optional<AccountId> self) {
        store.named(tx, name)
                .filter(other -> !Optional.of(other.id()).equals(self))
                .ifPresent(other -> {
                    String holder =
                            asking.reaches(other.id())
                                    ? "account " + other.id()
                                    : "another account";
                    String by =
                            other.deletedAt().isPresent()
                                    ? "reserved by "
                                            + holder
                                            + ", which is deleted and can be restored"
                                    : "taken by " + holder;
                    throw ApiException.conflict("the name '" + name + "' is " + by);
                });
    }

    private static Subject subject(AccountId id) {
        return Subject.of("account", id.value(), id);
    }
}
