package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.routing.AccountRouter;
import io.mailyard.routing.Destination;
import io.mailyard.routing.MessageAttributes;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads routing data of recipients, which the queue writes. */
final class SqlRoutingProofStore {
    private static final String SELECT =
            """
            SELECT r.id, r.address, r.domain, r.ip, r.routing_id, r.rule, r.share, l.sender_id,
              l.vsender_id, l.campaign_id, l.isp, l.domain AS lane_domain, m.group_id, m.header_from,
              r.message_id
            FROM recipients r JOIN lanes l ON l.id = r.lane_id JOIN messages m ON m.id = r.message_id
            WHERE r.account_id = ? AND r.message_id = ? AND r.id >= ? ORDER BY r.id LIMIT ?
            """;

    /**
     * A recipient with its routing data.
     *
     * @param ip source address of the last attempt; empty if none
     */
    record StoredRecipient(
            long id,
            String address,
            String ip,
            RoutingDecision decision,
            AccountRouter.RoutingRequest request) {
        private static StoredRecipient read(Row row) {
            long sender = row.number("sender_id");
            @Nullable Long routing = row.numberOrNull("routing_id");
            @Nullable Long rule = row.numberOrNull("rule");
            @Nullable Long share = row.numberOrNull("share");
            return new StoredRecipient(
                    row.number("id"),
                    row.text("address"),
                    row.text("ip"),
                    new RoutingDecision(
                            row.number("vsender_id"),
                            sender == 0 ? Optional.empty() : Optional.of(new SenderId(sender)),
                            routing == null ? OptionalLong.empty() : OptionalLong.of(routing),
                            rule == null ? 0 : rule.intValue(),
                            share == null ? OptionalInt.empty() : OptionalInt.of(share.intValue())),
                    new AccountRouter.RoutingRequest(
                            row.number("message_id"),
                            row.number("id"),
                            MessageAttributes.of(
                                    row.number("group_id"),
                                    row.text("header_from"),
                                    row.text("domain")),
                            new Destination(
                                    row.number("campaign_id"),
                                    row.text("isp"),
                                    row.text("lane_domain"))));
        }
    }

    /** In ascending order of id from {@code from}, at most {@code limit}. */
    List<StoredRecipient> recipients(Tx tx, AccountId account, long message, long from, int limit) {
        return tx.query(SELECT, StoredRecipient::read, account.value(), message, from, limit);
    }
}
