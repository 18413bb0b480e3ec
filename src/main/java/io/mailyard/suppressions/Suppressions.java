package io.mailyard.suppressions;

import io.mailyard.accounts.Accounts;
import io.mailyard.accounts.Dependent;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Stage;
import io.mailyard.db.Tx;
import io.mailyard.mime.OneLine;
import io.mailyard.suppressions.Suppression.Source;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of suppressions. */
public final class Suppressions implements Dependent {
    private final Database database;
    private final Accounts accounts;
    private final SuppressionStore store = new SqlSuppressionStore();
    private final Stage<Suppression> bounces = store::insert;

    public Suppressions(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /**
     * Which of these addresses the account does not write to: its own suppressions and the
     * platform's. One statement for 500 addresses.
     *
     * @return those suppressed, as they stand in {@code addresses}
     */
    public Set<String> among(Tx tx, AccountId account, Collection<String> addresses) {
        Map<String, String> keys = new HashMap<>();
        addresses.forEach(address -> keys.put(address, AddressKey.of(address)));
        if (keys.isEmpty()) {
            return Set.of();
        }
        Set<String> found = store.among(tx, account, Set.copyOf(keys.values()));
        return keys.entrySet().stream()
                .filter(entry -> found.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Adds an address that a mail host says does not exist. Staged: stored at the end of the group
     * of writes, by a few statements for all of them; one that is there stays as it is. Makes no
     * audit row: the event {@code hbounce} tells of it.
     *
     * @param account by whom it is not written to; empty: by nobody on the platform
     * @param reason the host's answer; kept shortened, on one line
     */
    public void add(Tx tx, Optional<AccountId> account, String address, String reason, Instant at) {
        String line = OneLine.of(reason, SuppressionBody.MAX_REASON);
        AccountId owner = account.orElse(AccountId.PLATFORM);
        tx.stage(bounces, new Suppression(0, owner, address, Source.BOUNCE, line, at));
    }

    Slice<Suppression> list(
            AccountId owner, Optional<String> email, Optional<String> search, Page page) {
        return database.read(tx -> {
            mustExist(tx, owner);
            return store.list(tx, owner, email.map(AddressKey::of), search, page);
        });
    }

    /** Adds one, or gives one that is there another reason. */
    void add(Change change, AccountId owner, String address, Source source, Optional<String> why) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        String key = AddressKey.of(address);
        Optional<Suppression> there = store.find(tx, owner, key);
        if (there.isPresent()) {
            explain(change, there.get(), why.orElse(there.get().reason()));
            return;
        }
        store.insert(
                tx,
                List.of(new Suppression(0, owner, address, source, why.orElse(""), change.now())));
        Suppression added = store.find(tx, owner, key).orElseThrow();
        change.created(
                "suppressions.add", subject(added), out -> SuppressionBody.settings(out, added));
    }

    private void explain(Change change, Suppression before, String reason) {
        Suppression after =
                new Suppression(
                        before.id(),
                        before.owner(),
                        before.address(),
                        before.source(),
                        reason,
                        before.createdAt());
        boolean changed =
                change.changed(
                        "suppressions.add",
                        subject(before),
                        out -> SuppressionBody.settings(out, before),
                        out -> SuppressionBody.settings(out, after));
        if (changed) {
            store.setReason(change.tx(), before.owner(), before.id(), reason);
        }
    }

    void remove(Change change, AccountId owner, String address) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        Suppression gone =
                store.find(tx, owner, AddressKey.of(address))
                        .orElseThrow(() -> ApiException.notFound(none(owner, address)));
        store.delete(tx, owner, gone.id());
        change.deleted(
                "suppressions.remove", subject(gone), out -> SuppressionBody.settings(out, gone));
    }

    private static String none(AccountId owner, String address) {
        return owner.equals(AccountId.PLATFORM)
                ? "'" + address + "' is not suppressed platform-wide; account_id names an account"
                : "'" + address + "' is not among the suppressions of account " + owner;
    }

    private void mustExist(Tx tx, AccountId owner) {
        if (!owner.equals(AccountId.PLATFORM)) {
            accounts.existing(tx, owner);
        }
    }

    private static Subject subject(Suppression suppression) {
        return suppression.owner().equals(AccountId.PLATFORM)
                ? Subject.of("suppression", suppression.id())
                : Subject.of("suppression", suppression.id(), suppression.owner());
    }

    @Override
    public String noun() {
        return "suppressions";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.deleteAll(tx, account);
    }
}
