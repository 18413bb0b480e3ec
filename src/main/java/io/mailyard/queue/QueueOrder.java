package io.mailyard.queue;

import io.mailyard.base.ApiException;
import io.mailyard.db.CursorText;
import io.mailyard.lanes.Lanes;
import io.mailyard.queue.QueueRow.RowKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which order the queue is listed, and where a page of it begins.
 *
 * @param after the last row of the page before; empty: the first page
 */
record QueueOrder(SortBy by, Optional<QueuePlace> after) {
    /** Column that rows are sorted by, besides their key. */
    enum SortBy {
        TOTAL("total", true),
        NEW("new_mail", true),
        RETRY("retries", true),
        HOLD("suspended", true),
        OLDEST("expiry", false),
        DUE("due", false),
        SENDER("sender", false),
        ACCOUNT("account", false);

        private final String column;
        private final boolean descending;

        SortBy(String column, boolean descending) {
            this.column = column;
            this.descending = descending;
        }
    }

    static final List<String> WORDS =
            Arrays.stream(SortBy.values()).map(by -> by.name().toLowerCase(Locale.ROOT)).toList();

    /** A row's place in an order. */
    record QueuePlace(long value, RowKey key) {
        /** The order of keys. */
        static final Comparator<RowKey> KEYS =
                Comparator.comparingLong(RowKey::sender)
                        .thenComparingLong(RowKey::account)
                        .thenComparingLong(RowKey::campaign)
                        .thenComparing(RowKey::isp)
                        .thenComparing(RowKey::domain);

        static final Comparator<QueuePlace> ASCENDING =
                Comparator.comparingLong(QueuePlace::value).thenComparing(QueuePlace::key, KEYS);
    }

    private static final String KEY = "sender, account, campaign, isp_name, domain_name";

    /**
     * The order of a word, from a place on that an answer named.
     *
     * @throws ApiException error 400 where no answer named it
     */
    static QueueOrder of(String word, String from) {
        SortBy by =
                Arrays.stream(SortBy.values())
                        .filter(known -> known.name().equalsIgnoreCase(word))
                        .findFirst()
                        .orElseThrow();
        return new QueueOrder(by, from.isEmpty() ? Optional.empty() : Optional.of(place(from)));
    }

    private static QueuePlace place(String from) {
        try {
            String[] parts = CursorText.decode(from).split("\n", -1);
            return new QueuePlace(
                    Long.parseLong(parts[0]),
                    new RowKey(
                            Long.parseLong(parts[1]),
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]),
                            parts[4],
                            parts[5]));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
    }

    /** As an answer names the page behind a place. */
    static String next(QueuePlace place) {
        RowKey key = place.key();
        String text =
                String.join(
                        "\n",
                        Long.toString(place.value()),
                        Long.toString(key.sender()),
                        Long.toString(key.account()),
                        Long.toString(key.campaign()),
                        key.isp(),
                        key.domain());
        return CursorText.encode(text);
    }

    /** The place of a row in this order, which is not that of the oldest. */
    QueuePlace placeOf(QueueRow row) {
        QueueRow.QueueRowCounts counts = row.counts();
        long value =
                switch (by) {
                    case TOTAL -> counts.total();
                    case NEW -> counts.fresh();
                    case RETRY -> counts.retry();
                    case HOLD -> counts.suspended();
                    case DUE -> row.dueAt().map(Instant::toEpochMilli).orElse(Lanes.NEVER);
                    case SENDER -> row.key().sender();
                    case ACCOUNT -> row.key().account();
                    case OLDEST -> 0;
                };
        return new QueuePlace(value, row.key());
    }

    /** Whether the ages of rows decide, which no column has. */
    boolean isByAge() {
        return by == SortBy.OLDEST;
    }

    /** The condition by which the page begins, and the order, as SQL; adds what stands in it. */
    String sql(List<@Nullable Object> args) {
        String order =
                " ORDER BY "
                        + by.column
                        + (by.descending ? " DESC" : "")
                        + ", sender, account, campaign, isp_name, domain_name";
        if (after.isEmpty() || isByAge()) {
            return order;
        }
        QueuePlace place = after.get();
        args.add(place.value());
        args.add(place.value());
        RowKey key = place.key();
        args.add(key.sender());
        args.add(key.account());
        args.add(key.campaign());
        args.add(key.isp());
        args.add(key.domain());
        String column = by.column;
        return " WHERE "
                + column
                + (by.descending ? " < ?" : " > ?")
                + " OR ("
                + column
                + " = ? AND ("
                + KEY
                + ") > (?, ?, ?, ?, ?))"
                + order;
    }
}
