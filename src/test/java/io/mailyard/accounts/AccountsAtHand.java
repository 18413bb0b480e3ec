package io.mailyard.accounts;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.fields.FieldValues;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Accounts and their states for tests of other packages, without calls. */
public final class AccountsAtHand {
    private final Accounts accounts;
    private final Writes writes;

    /** The accounts of an empty store. */
    public AccountsAtHand(Database database, Clock clock) {
        Tariffs tariffs = new Tariffs(database);
        accounts = new Accounts(database, tariffs);
        writes = new Writes(database, clock);
        writes.system(
                "test",
                change -> {
                    tariffs.first(change);
                    return change;
                });
    }

    public Accounts accounts() {
        return accounts;
    }

    public Writes writes() {
        return writes;
    }

    /** A new account, active. */
    public AccountId create() {
        return writes.system("test", this::create);
    }

    private AccountId create(Change change) {
        AccountId id = new AccountId(change.tx().nextId("accounts"));
        FieldValues given =
                FieldValues.NONE
                        .with(Account.NAME, new AccountName("account" + id))
                        .with(Account.TITLE, "Account " + id)
                        .with(Account.TIMEZONE, ZoneId.of("UTC"))
                        .with(Account.TARIFF, new Reference.ById(1))
                        .with(Account.REPORTS_DAY, 1L)
                        .with(Account.REPORTS_HOUR, 0L);
        Account account = Account.of(id, given, change.now());
        accounts.store().insert(change.tx(), account);
        return id;
    }

    public void freeze(AccountId id) {
        does(change -> freeze(change, id));
    }

    private void freeze(Change change, AccountId id) {
        accounts.freeze(
                change,
                id,
                new FreezeDetails(
                        Optional.empty(), Optional.empty(), change.now(), Optional.empty()));
    }

    public void unfreeze(AccountId id) {
        does(change -> accounts.unfreeze(change, id));
    }

    public void activate(AccountId id, boolean on) {
        does(change -> accounts.activate(change, id, on));
    }

    public void delete(AccountId id) {
        does(change -> accounts.delete(change, id));
    }

    public void restore(AccountId id) {
        does(change -> accounts.restore(change, id));
    }

    /** Purges what is deleted, at once. */
    public int purge() {
        return writes.system("test", change -> accounts.purge(change, Duration.ZERO, 100));
    }

    private void does(java.util.function.Consumer<Change> work) {
        writes.system(
                "test",
                change -> {
                    work.accept(change);
                    return change;
                });
    }
}
