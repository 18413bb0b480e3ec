package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Content of the index for a message. */
record IndexedMessage(
        long id,
        AccountId account,
        String subject,
        String headerId,
        TraceId trace,
        List<String> recipients) {
    /**
     * Messages of a range by id, the newest first or the oldest first, at most {@code limit}, and
     * fewer where one before the last has many recipients.
     */
    static List<IndexedMessage> of(Tx tx, IdRange range, boolean newestFirst, int limit) {
        List<Header> headers =
                tx.query(
                        "SELECT id, account_id, subject, header_id, trace_id, recipients FROM messages"
                                + " WHERE id BETWEEN ? AND ? ORDER BY id"
                                + (newestFirst ? " DESC" : "")
                                + " LIMIT ?",
                        row ->
                                new Header(
                                        row.number("id"),
                                        new AccountId(row.number("account_id")),
                                        row.text("subject"),
                                        row.text("header_id"),
                                        TraceId.of(row.bytesOrNull("trace_id")),
                                        row.number("recipients")),
                        range.first(),
                        range.last(),
                        limit);
        List<Header> some = upTo(MOST_RECIPIENTS, headers);
        return some.isEmpty() ? List.of() : withRecipients(tx, some);
    }

    /** Recipients that are read at once. */
    private static final long MOST_RECIPIENTS = 20_000;

    private record Header(
            long id,
            AccountId account,
            String subject,
            String headerId,
            TraceId trace,
            long recipients) {}

    private record Recipient(long message, String address) {}

    private static List<Header> upTo(long most, List<Header> headers) {
        long recipients = 0;
        for (int count = 0; count < headers.size(); count++) {
            recipients += headers.get(count).recipients();
            if (recipients > most) {
                return headers.subList(0, Math.max(1, count));
            }
        }
        return headers;
    }

    private static List<IndexedMessage> withRecipients(Tx tx, List<Header> headers) {
        long one = headers.getFirst().id();
        long other = headers.getLast().id();
        Map<Long, List<String>> recipients = new HashMap<>();
        tx.query(
                        "SELECT message_id, address FROM recipients WHERE message_id BETWEEN ? AND ?",
                        row -> new Recipient(row.number("message_id"), row.text("address")),
                        Math.min(one, other),
                        Math.max(one, other))
                .forEach(recipient ->
                        recipients
                                .computeIfAbsent(recipient.message(), any -> new ArrayList<>())
                                .add(recipient.address()));
        return headers.stream()
                .map(header ->
                        new IndexedMessage(
                                header.id(),
                                header.account(),
                                header.subject(),
                                header.headerId(),
                                header.trace(),
                                recipients.getOrDefault(header.id(), List.of())))
                .toList();
    }
}
