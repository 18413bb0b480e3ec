package io.mailyard.tariffs;

import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.CaseInsensitiveNames;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The rules of tariffs. */
public final class Tariffs {
    private static final String SEQUENCE = "tariffs";

    private final Database database;
    private final TariffStore store = new SqlTariffStore();
    private final AtomicLong mark = new AtomicLong();

    public Tariffs(Database database) {
        this.database = database;
    }

    /** Tells how many accounts are on a tariff, deleted ones too while they can be restored. */
    @FunctionalInterface
    public interface Use {
        long accountsOn(Tx tx, TariffId tariff);
    }

    /** Makes tariff 1, {@code default}, without limits, where no tariff was ever made. */
    public void first(Change change) {
        if (store.list(change.tx(), new Page(1, 1)).rows().isEmpty()) {
            TariffId id = new TariffId(change.tx().nextId(SEQUENCE));
            insert(
                    change,
                    new Tariff(
                            id,
                            "default",
                            0,
                            0,
                            0,
                            0,
                            0,
                            Tariff.Overrun.REFUSE,
                            change.now(),
                            change.now()));
        }
    }

    Slice<Tariff> list(Page page) {
        return database.read(tx -> store.list(tx, page));
    }

    /**
     * The tariff that a parameter names.
     *
     * @throws ApiException error 404 where there is none
     */
    public TariffId named(Tx tx, Reference reference) {
        return switch (reference) {
            case Reference.ById(long id) ->
                    store.find(tx, new TariffId(id))
                            .map(Tariff::id)
                            .orElseThrow(() -> ApiException.notFound("no tariff with id " + id));
            case Reference.ByName(String name) ->
                    store.named(tx, name)
                            .map(Tariff::id)
                            .orElseThrow(
                                    () -> ApiException.notFound("no tariff named '" + name + "'"));
        };
    }

    /** Moves when a tariff is changed by this process: what was read before is out of date. */
    public long mark() {
        return mark.get();
    }

    /** Calls that the tokens of an account on it may make in a minute together; 0: no limit. */
    public long callsPerMinute(Tx tx, TariffId id) {
        return store.find(tx, id).map(Tariff::apiCallsPerMinute).orElse(0L);
    }

    TariffId create(Change change, Params params) {
        TariffId id = new TariffId(change.tx().nextId(SEQUENCE));
        Tariff blank =
                new Tariff(
                        id,
                        params.get(TariffBody.NAME),
                        0,
                        0,
                        0,
                        0,
                        0,
                        Tariff.Overrun.REFUSE,
                        change.now(),
                        change.now());
        Tariff tariff = edited(blank, change, params);
        mustBeFree(change, tariff);
        insert(change, tariff);
        return id;
    }

    private void insert(Change change, Tariff tariff) {
        store.insert(change.tx(), tariff);
        change.created(
                "tariffs.save", subject(tariff.id()), out -> TariffBody.settings(out, tariff));
    }

    void update(Change change, TariffId id, Params params) {
        Tariff before = found(change, id);
        Tariff after = edited(before, change, params);
        mustBeFree(change, after);
        boolean changed =
                change.changed(
                        "tariffs.save",
                        subject(id),
                        out -> TariffBody.settings(out, before),
                        out -> TariffBody.settings(out, after));
        if (changed) {
            store.update(change.tx(), after);
            change.tx().afterCommit(mark::incrementAndGet);
        }
    }

    void delete(Change change, TariffId id, Use use) {
        Tariff tariff = found(change, id);
        long accounts = use.accountsOn(change.tx(), id);
        if (accounts > 0) {
            throw ApiException.conflict(
                    "tariff '"
                            + tariff.name()
                            + "' is in use by "
                            + accounts
                            + (accounts == 1 ? " account" : " accounts")
                            + " (deleted ones that can be restored count)");
        }
        store.delete(change.tx(), id);
        change.deleted("tariffs.delete", subject(id), out -> TariffBody.settings(out, tariff));
    }

    private Tariff found(Change change, TariffId id) {
        return store.find(change.tx(), id)
                .orElseThrow(() -> ApiException.notFound("no tariff with id " + id));
    }

    private void mustBeFree(Change change, Tariff tariff) {
        store.named(change.tx(), tariff.name())
                .filter(other -> !other.id().equals(tariff.id()))
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '" + tariff.name() + "' is taken by tariff " + other.id());
                });
        CaseInsensitiveNames.find(
                        change.tx(),
                        "SELECT id, name FROM tariffs ORDER BY id",
                        tariff.name(),
                        tariff.id().value())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + tariff.name()
                                    + "' is taken by tariff "
                                    + other
                                    + ": names are the same in any case");
                });
    }

    private static Subject subject(TariffId id) {
        return Subject.of("tariff", id.value());
    }

    private static Tariff edited(Tariff tariff, Change change, Params params) {
        Optional<Tariff.Overrun> overrun =
                params.find(TariffBody.OVERRUN)
                        .map(word -> Tariff.Overrun.valueOf(word.toUpperCase(Locale.ROOT)));
        long perHour = params.find(TariffBody.MESSAGES_PER_HOUR).orElse(tariff.messagesPerHour());
        long burst = params.find(TariffBody.BURST).orElse(tariff.burst());
        if (burst > 0 && perHour == 0) {
            throw ApiException.badRequest("burst", TariffBody.BURST_ALONE);
        }
        return new Tariff(
                tariff.id(),
                params.find(TariffBody.NAME).orElse(tariff.name()),
                params.find(TariffBody.MESSAGES).orElse(tariff.messagesPerMonth()),
                params.find(TariffBody.MESSAGES_PER_DAY).orElse(tariff.messagesPerDay()),
                perHour,
                burst,
                params.find(TariffBody.CALLS).orElse(tariff.apiCallsPerMinute()),
                overrun.orElse(tariff.overrun()),
                tariff.createdAt(),
                change.now());
    }
}
