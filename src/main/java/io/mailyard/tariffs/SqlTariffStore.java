package io.mailyard.tariffs;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Tariffs in the table {@code tariffs}. */
final class SqlTariffStore implements TariffStore {
    private static final String SELECT =
            "SELECT id, name, messages_per_month, messages_per_day, messages_per_hour, burst,"
                    + " api_calls_per_minute, overrun, created_at, updated_at FROM tariffs";

    @Override
    public Optional<Tariff> find(Tx tx, TariffId id) {
        return tx.one(SELECT + " WHERE id = ?", SqlTariffStore::tariff, id.value());
    }

    @Override
    public Optional<Tariff> named(Tx tx, String name) {
        return tx.one(SELECT + " WHERE name = ?", SqlTariffStore::tariff, name);
    }

    @Override
    public Slice<Tariff> list(Tx tx, Page page) {
        List<Tariff> rows =
                tx.query(
                        SELECT + " WHERE id >= ? ORDER BY id LIMIT ?",
                        SqlTariffStore::tariff,
                        page.fromId(),
                        page.limit() + 1);
        boolean more = rows.size() > page.limit();
        OptionalLong next =
                more ? OptionalLong.of(rows.getLast().id().value()) : OptionalLong.empty();
        return new Slice<>(
                more ? rows.subList(0, page.limit()) : rows,
                tx.number("SELECT count(*) FROM tariffs"),
                next);
    }

    @Override
    public void insert(Tx tx, Tariff tariff) {
        tx.update(
                "INSERT INTO tariffs (id, name, messages_per_month, messages_per_day, messages_per_hour,"
                        + " burst, api_calls_per_minute, overrun, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                tariff.id().value(),
                tariff.name(),
                tariff.messagesPerMonth(),
                tariff.messagesPerDay(),
                tariff.messagesPerHour(),
                tariff.burst(),
                tariff.apiCallsPerMinute(),
                word(tariff.overrun()),
                tariff.createdAt(),
                tariff.updatedAt());
    }

    @Override
    public void update(Tx tx, Tariff tariff) {
        tx.update(
                "UPDATE tariffs SET name = ?, messages_per_month = ?, messages_per_day = ?,"
                        + " messages_per_hour = ?, burst = ?, api_calls_per_minute = ?, overrun = ?,"
                        + " updated_at = ? WHERE id = ?",
                tariff.name(),
                tariff.messagesPerMonth(),
                tariff.messagesPerDay(),
                tariff.messagesPerHour(),
                tariff.burst(),
                tariff.apiCallsPerMinute(),
                word(tariff.overrun()),
                tariff.updatedAt(),
                tariff.id().value());
    }

    @Override
    public void delete(Tx tx, TariffId id) {
        tx.update("DELETE FROM tariffs WHERE id = ?", id.value());
    }

    static String word(Tariff.Overrun overrun) {
        return overrun.name().toLowerCase(Locale.ROOT);
    }

    private static Tariff tariff(Row row) {
        return new Tariff(
                new TariffId(row.number(1)),
                row.text(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7),
                Tariff.Overrun.valueOf(row.text(8).toUpperCase(Locale.ROOT)),
                row.time(9),
                row.time(10));
    }
}
