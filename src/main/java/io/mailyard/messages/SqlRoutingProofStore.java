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
            "SELECT r.id, r.address, r.domain, r.ip, r.routing_id, r.rule, r.share, l.sender_id, l.vsender_id,"
                    + " l.campaign_id, l.isp, l.domain, m.group_id, m.header_from, m.id"
                    + " FROM recipients r JOIN lanes l ON l.id = r.lane_id JOIN messages m ON m.id = r.message_id"
                    + " WHERE r.account_id = ? AND r.message_id = ? AND r.id >= ? ORDER BY r.id LIMIT ?";

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
            long sender = row.number(8);
            @Nullable Long routing = row.numberOrNull(5);
            @Nullable Long rule = row.numberOrNull(6);
            @Nullable Long share = row.numberOrNull(7);
            return new StoredRecipient(
                    row.number(1),
                    row.text(2),
                    row.text(4),
                    new RoutingDecision(
                            row.number(9),
                            sender == 0 ? Optional.empty() : Optional.of(new SenderId(sender)),
                            routing == null ? OptionalLong.empty() : OptionalLong.of(routing),
                            rule == null ? 0 : rule.intValue(),
                            share == null ? OptionalInt.empty() : OptionalInt.of(share.intValue())),
                    new AccountRouter.RoutingRequest(
                            row.number(15),
                            row.number(1),
                            MessageAttributes.of(row.number(13), row.text(14), row.text(3)),
                            new Destination(row.number(10), row.text(11), row.text(12))));
        }
    }

    /** In ascending order of id from {@code from}, at most {@code limit}. */
    List<StoredRecipient> recipients(Tx tx, AccountId account, long message, long from, int limit) {
        return tx.query(SELECT, StoredRecipient::read, account.value(), message, from, limit);
    }
}
