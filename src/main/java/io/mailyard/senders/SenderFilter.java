package io.mailyard.senders;

import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Filter of a list.
 *
 * @param account only senders assigned to it
 * @param deleted only deleted ones
 * @param search part of the name, or an id or IP in full
 * @param node only senders with an IP on it
 * @param problems only those that something keeps from sending, or that nothing does
 */
record SenderFilter(
        Optional<AccountId> account,
        boolean includeDeleted,
        boolean deleted,
        Optional<String> search,
        Optional<String> type,
        Optional<Long> node,
        Optional<Boolean> problems) {

    /** The SQL condition without problems; adds what stands in it. */
    String sql(List<@Nullable Object> args) {
        List<String> terms = new ArrayList<>(List.of("1 = 1"));
        if (deleted) {
            terms.add("deleted_at IS NOT NULL");
        } else if (!includeDeleted) {
            terms.add("deleted_at IS NULL");
        }
        account.ifPresent(id -> {
            terms.add("id IN (SELECT sender_id FROM sender_accounts WHERE account_id = ?)");
            args.add(id.value());
        });
        type.ifPresent(word -> {
            terms.add("type = ?");
            args.add(word);
        });
        node.ifPresent(id -> {
            terms.add("id IN (SELECT sender_id FROM sender_ips WHERE node_id = ?)");
            args.add(id);
        });
        search.filter(text -> !text.isEmpty())
                .ifPresent(text -> {
                    terms.add(
                            "("
                                    + SortedList.contains(text, args, "name")
                                    + " OR CAST(id AS text) = ?"
                                    + " OR id IN (SELECT sender_id FROM sender_ips WHERE ip = ?))");
                    args.add(text);
                    args.add(text);
                });
        return String.join(" AND ", terms);
    }
}
