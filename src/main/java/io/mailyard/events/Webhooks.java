package io.mailyard.events;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.RotationOverlap;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.db.Work;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rules of webhooks. */
final class Webhooks implements AccountDependent {
    private static final String SEQUENCE = "webhooks";

    /** Maximum number of webhooks of one owner, since each copies every event it receives. */
    private static final int MAX_OF_ONE = 10;

    private final Database database;
    private final Accounts accounts;
    private final ActiveWebhooks hooks;
    private final SqlWebhookStore store = new SqlWebhookStore();
    private volatile WebhookListener listener = (_, _, _, _) -> {};

    Webhooks(Database database, Accounts accounts, ActiveWebhooks hooks) {
        this.database = database;
        this.accounts = accounts;
        this.hooks = hooks;
    }

    /** A webhook with its secret, which is shown only once. */
    record IssuedWebhook(long id, WebhookSecret secret) {}

    /** Loads the webhooks from the store, unless they are known already. */
    void load() {
        if (database.readOne(store::revision) > hooks.revision()) {
            database.read(tx -> {
                hooks.load(store.revision(tx), store.active(tx));
                return true;
            });
        }
    }

    /**
     * A page of an owner's webhooks.
     *
     * @param search in the address and the events; empty: all
     */
    SortedSlice<Webhook> list(
            AccountId owner, String search, Optional<Boolean> active, SortedPage page) {
        return database.read(tx -> {
            mustExist(tx, owner);
            return store.list(tx, owner, search, active, page);
        });
    }

    /** A webhook of an owner; error 404 if it has no such one. */
    Webhook get(AccountId owner, long id) {
        return database.read(tx -> found(tx, owner, id));
    }

    /** Reads what belongs to a webhook of an owner; error 404 if it has no such one. */
    <T> T logged(AccountId owner, long id, Work<T> work) {
        return database.read(tx -> {
            found(tx, owner, id);
            return work.run(tx);
        });
    }

    IssuedWebhook create(Change change, AccountId owner, Params params) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        if (store.count(tx, owner) >= MAX_OF_ONE) {
            throw ApiException.conflict(
                    whose(owner) + " has " + MAX_OF_ONE + " webhooks, the most");
        }
        WebhookSecret secret = secret(change);
        FieldValues given = FieldValues.given(Webhook.SHOWN, params);
        Webhook webhook = Webhook.of(tx.nextId(SEQUENCE), owner, given, secret, change.now());
        store.insert(tx, webhook);
        known(tx, webhook);
        change.recordCreation("webhooks.save", subject(webhook), out -> audited(out, webhook));
        return new IssuedWebhook(webhook.id(), secret);
    }

    void update(Change change, AccountId owner, long id, Params params) {
        Webhook before = found(change.tx(), owner, id);
        FieldValues given = FieldValues.given(Webhook.SHOWN, params);
        store(change, before, before.with(given, change.now()));
    }

    /** Deactivates a webhook whose host says that it is gone for good. */
    void switchOff(Change change, AccountId owner, long id) {
        store.find(change.tx(), owner, id)
                .ifPresent(before -> {
                    FieldValues off = FieldValues.NONE.with(Webhook.ACTIVE, false);
                    store(change, before, before.with(off, change.now()));
                    listener.switchedOff(change, owner, id, before.get(Webhook.URL));
                });
    }

    /** Sets who is notified of webhooks that are switched off. */
    void onSwitchedOff(WebhookListener webhooks) {
        listener = webhooks;
    }

    private void store(Change change, Webhook before, Webhook after) {
        boolean changed =
                change.recordChange(
                        "webhooks.save",
                        subject(before),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            store.update(change.tx(), after);
            known(change.tx(), after);
        }
    }

    IssuedWebhook rotate(Change change, AccountId owner, long id, Duration overlap) {
        Webhook before = found(change.tx(), owner, id);
        RotationOverlap.mustNotCutAnother(
                "webhook " + id, overlap, before.previousUntil(), change.now());
        WebhookSecret secret = secret(change);
        Optional<Instant> until =
                overlap.isZero() ? Optional.empty() : Optional.of(change.now().plus(overlap));
        store.update(change.tx(), before.rotated(secret, until, change.now()));
        change.recordDifference(
                "webhooks.rotate",
                subject(before),
                "{\"secret\":\"***\"}",
                "{\"secret\":\"***\",\"previous_until\":"
                        + until.map(time -> "\"" + time + "\"").orElse("null")
                        + "}");
        return new IssuedWebhook(id, secret);
    }

    void delete(Change change, AccountId owner, long id) {
        Webhook gone = found(change.tx(), owner, id);
        store.delete(change.tx(), owner, id);
        long revision = store.advanceRevision(change.tx());
        change.tx().afterCommit(() -> hooks.remove(revision, id, owner));
        change.recordDeletion("webhooks.delete", subject(gone), out -> audited(out, gone));
    }

    private static void audited(Out out, Webhook webhook) {
        Fields.write(out, Webhook.AUDITED, webhook.values());
    }

    private void known(Tx tx, Webhook webhook) {
        long revision = store.advanceRevision(tx);
        tx.afterCommit(() -> {
            if (webhook.active()) {
                hooks.save(
                        revision,
                        new ActiveWebhooks.Hook(webhook.id(), webhook.owner(), webhook.kinds()));
            } else {
                hooks.remove(revision, webhook.id(), webhook.owner());
            }
        });
    }

    private Webhook found(Tx tx, AccountId owner, long id) {
        mustExist(tx, owner);
        return store.find(tx, owner, id)
                .orElseThrow(() -> ApiException.notFound(whose(owner) + " has no webhook " + id));
    }

    /** A dry run shows no secret, since it would never sign. */
    private static WebhookSecret secret(Change change) {
        return change.dryRun() ? WebhookSecret.masked() : WebhookSecret.random();
    }

    private static String whose(AccountId owner) {
        return owner.equals(AccountId.PLATFORM)
                ? "the platform (account_id names an account)"
                : "account " + owner;
    }

    private void mustExist(Tx tx, AccountId owner) {
        if (!owner.equals(AccountId.PLATFORM)) {
            accounts.existing(tx, owner);
        }
    }

    static Subject subject(Webhook webhook) {
        return webhook.owner().equals(AccountId.PLATFORM)
                ? Subject.of("webhook", webhook.id())
                : Subject.of("webhook", webhook.id(), webhook.owner());
    }

    @Override
    public String noun() {
        return "webhooks";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        List<Long> ids = store.ids(tx, account);
        if (ids.isEmpty()) {
            return;
        }
        ids.forEach(id -> store.delete(tx, account, id));
        long revision = store.advanceRevision(tx);
        tx.afterCommit(() -> hooks.removeAll(revision, account));
    }
}
