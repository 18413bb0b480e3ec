package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.search.HeaderIdLookup;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the messages that a {@link MailReference} names, among those that a caller may see. */
final class NamedMessages {
    /** Someone may send any number of messages with one Message-ID. */
    private static final int MOST = 20;

    static final ObjectSchema SCHEMA =
            ObjectSchema.of("NamedMessage", "A message that a text names.")
                    .number("message_id", "The message.")
                    .number("account_id", "Its account.")
                    .text("account", "The account's name.")
                    .text("header_id", "Message-ID.")
                    .text("from", "Its sender.")
                    .text("subject", "Its subject.")
                    .time("accepted_at", "When it was accepted.")
                    .number("recipient_id", "The recipient that is named; null: none is.")
                    .orNull()
                    .text("email", "Its address; empty: none is named.");

    /** A message, and the recipient that was named. */
    record NamedMessage(
            long id,
            AccountId account,
            String accountName,
            String headerId,
            String from,
            String subject,
            Instant acceptedAt,
            Optional<Long> recipient,
            String email) {}

    private final Database database;
    private final HeaderIdLookup headerIds = new HeaderIdLookup();

    NamedMessages(Database database) {
        this.database = database;
    }

    /**
     * The messages.
     *
     * @param addresses recipients that are named too; they tell which of a message's it was
     */
    List<NamedMessage> find(Principal principal, MailReference named, List<String> addresses) {
        return database.read(tx -> {
            Map<Long, NamedMessage> found = new LinkedHashMap<>();
            for (long recipient : named.recipients()) {
                ofRecipient(tx, recipient).ifPresent(each -> found.put(each.id(), each));
            }
            for (String id : named.headerIds()) {
                for (long message : headerIds.messages(tx, id, MOST)) {
                    if (!found.containsKey(message)) {
                        message(tx, message)
                                .filter(each -> each.headerId().equals(id))
                                .map(each -> withRecipient(tx, each, addresses))
                                .ifPresent(each -> found.put(message, each));
                    }
                }
            }
            return found.values().stream()
                    .filter(each -> principal.reaches(each.account()))
                    .limit(MOST)
                    .toList();
        });
    }

    private static Optional<NamedMessage> message(Tx tx, long id) {
        return tx.one(
                """
                SELECT m.id, m.account_id, m.header_id, m.header_from, m.subject, m.accepted_at,
                  a.name AS account
                FROM messages m LEFT JOIN accounts a ON a.id = m.account_id WHERE m.id = ?
                """,
                row -> message(row, Optional.empty(), ""),
                id);
    }

    private static Optional<NamedMessage> ofRecipient(Tx tx, long recipient) {
        return tx.one(
                """
                SELECT m.id, m.account_id, m.header_id, m.header_from, m.subject, m.accepted_at,
                  a.name AS account, r.address
                FROM recipients r JOIN messages m ON m.id = r.message_id
                LEFT JOIN accounts a ON a.id = m.account_id WHERE r.id = ?
                """,
                row -> message(row, Optional.of(recipient), row.text("address")),
                recipient);
    }

    private static NamedMessage message(Row row, Optional<Long> recipient, String email) {
        String account = row.textOrNull("account");
        return new NamedMessage(
                row.number("id"),
                new AccountId(row.number("account_id")),
                account == null ? "" : account,
                row.text("header_id"),
                row.text("header_from"),
                row.text("subject"),
                row.time("accepted_at"),
                recipient,
                email);
    }

    /** The one of the addresses that the message went to. */
    private static NamedMessage withRecipient(Tx tx, NamedMessage message, List<String> addresses) {
        List<String> spelled = new ArrayList<>();
        for (String address : addresses) {
            spelled.add(address);
            int at = address.lastIndexOf('@');
            spelled.add(
                    address.substring(0, at + 1)
                            + address.substring(at + 1).toLowerCase(Locale.ROOT));
        }
        for (String address : spelled) {
            Optional<Long> recipient =
                    tx.one(
                            "SELECT id FROM recipients WHERE account_id = ? AND address = ? AND message_id = ?",
                            row -> row.number("id"),
                            message.account().value(),
                            address,
                            message.id());
            if (recipient.isPresent()) {
                return new NamedMessage(
                        message.id(),
                        message.account(),
                        message.accountName(),
                        message.headerId(),
                        message.from(),
                        message.subject(),
                        message.acceptedAt(),
                        recipient,
                        address);
            }
        }
        return message;
    }

    static void write(Out out, NamedMessage message) {
        out.number("message_id", message.id())
                .number("account_id", message.account().value())
                .text("account", message.accountName())
                .text("header_id", message.headerId())
                .text("from", message.from())
                .text("subject", message.subject())
                .time("accepted_at", message.acceptedAt())
                .numberOrNull("recipient_id", message.recipient().orElse(null))
                .text("email", message.email());
    }
}
