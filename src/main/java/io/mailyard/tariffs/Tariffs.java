package io.mailyard.tariffs;

import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The rules of tariffs. */
public final class Tariffs {
    private static final String SEQUENCE = "tariffs";

    private final Database database;
    private final AtomicLong mark = new AtomicLong();

    public Tariffs(Database database) {
        this.database = database;
    }

    /** Counts the accounts with a tariff, including deleted ones that can be restored. */
    @FunctionalInterface
    public interface TariffHolders {
        /** Number of accounts that keep the tariff from being deleted. */
        long accountsOn(Tx tx, TariffId tariff);
    }

    /** Creates tariff 1, {@code default}, without limits, if no tariff was ever created. */
    public void first(Change change) {
        if (Tariff.TABLE.count(change.tx(), FieldTable.ALL) == 0) {
            FieldValues named = FieldValues.NONE.with(Tariff.NAME, "default");
            insert(change, Tariff.of(nextId(change), named, change.now()));
        }
    }

    /**
     * A page of tariffs.
     *
     * @param search in the name; empty: all
     * @param overrun only those with this word
     */
    SortedSlice<Tariff> list(String search, Optional<String> overrun, SortedPage page) {
        StringBuilder where = new StringBuilder(FieldTable.ALL);
        List<@Nullable Object> args = new ArrayList<>();
        overrun.ifPresent(word -> {
            where.append(" AND overrun = ?");
            args.add(word);
        });
        if (!search.isEmpty()) {
            where.append(" AND ").append(SortedList.contains(search, args, "name"));
        }
        return database.read(tx ->
                Tariff.SORTS.read(
                        tx,
                        page,
                        where.toString(),
                        args,
                        (rest, values) -> Tariff.TABLE.query(tx, rest, values),
                        tariff -> tariff.id().value()));
    }

    /**
     * The tariff that a parameter names.
     *
     * @throws ApiException error 404 if it does not exist
     */
    public TariffId named(Tx tx, Reference reference) {
        return switch (reference) {
            case Reference.ById(long id) ->
                    Tariff.TABLE
                            .find(tx, id)
                            .map(Tariff::id)
                            .orElseThrow(() -> ApiException.notFound("no tariff with id " + id));
            case Reference.ByName(String name) ->
                    Tariff.TABLE
                            .find(tx, "name = ?", name)
                            .map(Tariff::id)
                            .orElseThrow(
                                    () -> ApiException.notFound("no tariff named '" + name + "'"));
        };
    }

    /** Advances when this process changes a tariff, which invalidates data read before. */
    public long mark() {
        return mark.get();
    }

    /** Calls per minute that the tokens of an account may make together; 0: no limit. */
    public long callsPerMinute(Tx tx, TariffId id) {
        return Tariff.TABLE.find(tx, id.value()).map(Tariff::callsPerMinute).orElse(0L);
    }

    TariffId create(Change change, Params params) {
        FieldValues given = FieldValues.given(Tariff.FIELDS, params);
        Tariff tariff = Tariff.of(nextId(change), given, change.now());
        mustBeRight(change, tariff);
        insert(change, tariff);
        return tariff.id();
    }

    private static TariffId nextId(Change change) {
        return new TariffId(change.tx().nextId(SEQUENCE));
    }

    private static void insert(Change change, Tariff tariff) {
        Tariff.TABLE.insert(change.tx(), tariff);
        change.recordCreation("tariffs.save", subject(tariff.id()), out -> audited(out, tariff));
    }

    void update(Change change, TariffId id, Params params) {
        Tariff before = found(change, id);
        Tariff after =
                new Tariff(
                        before.values()
                                .under(FieldValues.given(Tariff.FIELDS, params))
                                .with(Tariff.UPDATED_AT, change.now()));
        mustBeRight(change, after);
        boolean changed =
                change.recordChange(
                        "tariffs.save",
                        subject(id),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            Tariff.TABLE.update(change.tx(), after);
            change.tx().afterCommit(mark::incrementAndGet);
        }
    }

    void delete(Change change, TariffId id, TariffHolders use) {
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
        Tariff.TABLE.delete(change.tx(), tariff);
        change.recordDeletion("tariffs.delete", subject(id), out -> audited(out, tariff));
    }

    private static Tariff found(Change change, TariffId id) {
        return Tariff.TABLE
                .find(change.tx(), id.value())
                .orElseThrow(() -> ApiException.notFound("no tariff with id " + id));
    }

    private static void mustBeRight(Change change, Tariff tariff) {
        if (tariff.get(Tariff.BURST) > 0 && tariff.get(Tariff.PER_HOUR) == 0) {
            throw ApiException.badRequest("burst", Tariff.BURST_ALONE);
        }
        Tariff.TABLE.mustBeFree(change.tx(), "tariff", Tariff.NAME, tariff, FieldTable.ALL);
    }

    private static void audited(Out out, Tariff tariff) {
        Fields.write(out, Tariff.AUDITED, tariff.values());
    }

    private static Subject subject(TariffId id) {
        return Subject.of("tariff", id.value());
    }
}
