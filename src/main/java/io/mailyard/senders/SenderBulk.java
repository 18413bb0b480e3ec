package io.mailyard.senders;

import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.bulk.BulkKind;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Acts on many senders. */
public final class SenderBulk implements BulkKind {
    private static final String ACCOUNT = "to_account_id";
    private static final Param<Long> TO_ACCOUNT =
            Param.of(
                    ACCOUNT,
                    Types.id(),
                    "To assign or unassign: the account that may send by them, or no longer.");

    private final Senders senders;
    private final QueuedMail queued;

    /** Says how much mail of some senders is queued. */
    @FunctionalInterface
    public interface QueuedMail {
        /**
         * Queued recipients with these senders, suspended ones and those leased to a node included.
         */
        long of(Tx tx, Collection<SenderId> senders);
    }

    public SenderBulk(Senders senders, QueuedMail queued) {
        this.senders = senders;
        this.queued = queued;
    }

    @Override
    public String noun() {
        return "senders";
    }

    @Override
    public String path() {
        return "senders/";
    }

    @Override
    public Optional<Param<Long>> account() {
        return Optional.empty();
    }

    @Override
    public boolean isSensitive() {
        return true;
    }

    @Override
    public List<String> acts() {
        return List.of("assign", "unassign", "delete", "undelete");
    }

    @Override
    public List<Param<?>> filters() {
        return SenderRoutes.FILTERS;
    }

    @Override
    public List<Param<?>> settings() {
        return List.of(TO_ACCOUNT);
    }

    @Override
    public Map<String, String> settings(Change change, Call call, String act) {
        if (!act.endsWith("assign")) {
            return Map.of();
        }
        long account =
                call.params()
                        .find(TO_ACCOUNT)
                        .orElseThrow(() ->
                                ApiException.badRequest(
                                        ACCOUNT, "is required to assign or unassign"));
        senders.mustBeAccount(change.tx(), new AccountId(account));
        return Map.of(ACCOUNT, String.valueOf(account));
    }

    @Override
    public List<BulkObject> matching(Tx tx, Call call, long from, int limit) {
        return senders.matching(tx, SenderRoutes.filter(call)).stream()
                .filter(sender -> sender.id().value() >= from)
                .limit(limit)
                .map(SenderBulk::object)
                .toList();
    }

    @Override
    public List<BulkObject> named(Tx tx, Call call, List<Long> ids) {
        return senders
                .withoutDetails(tx, ids.stream().map(SenderId::new).toList())
                .values()
                .stream()
                .map(SenderBulk::object)
                .toList();
    }

    private static BulkObject object(Sender sender) {
        return new BulkObject(sender.id().value(), AccountId.PLATFORM, sender.name());
    }

    @Override
    public Map<String, Long> touched(Tx tx, List<BulkObject> objects) {
        List<SenderId> ids = objects.stream().map(object -> new SenderId(object.id())).toList();
        Set<Long> accounts = new TreeSet<>();
        ids.forEach(
                id -> senders.accountsOf(tx, id).forEach(account -> accounts.add(account.value())));
        Map<String, Long> touched = new LinkedHashMap<>();
        touched.put("accounts", (long) accounts.size());
        touched.put("queued", queued.of(tx, ids));
        return touched;
    }

    @Override
    public boolean apply(Change change, BulkObject object, BulkOrder order) {
        SenderId id = new SenderId(object.id());
        Tx tx = change.tx();
        boolean wasDeleted = senders.any(tx, id).deletedAt().isPresent();
        switch (order.act()) {
            case "delete" -> senders.delete(change, id);
            case "undelete" -> senders.undelete(change, id);
            case "assign", "unassign" -> {
                AccountId account =
                        new AccountId(Long.parseLong(order.settings().getOrDefault(ACCOUNT, "0")));
                boolean had = senders.accountsOf(tx, id).contains(account);
                senders.assign(change, id, account, order.act().equals("assign"));
                return had != order.act().equals("assign");
            }
            default -> throw new IllegalStateException("no act " + order.act());
        }
        return wasDeleted == order.act().equals("undelete");
    }
}
