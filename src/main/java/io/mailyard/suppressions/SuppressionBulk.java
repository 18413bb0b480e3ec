package io.mailyard.suppressions;

import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.bulk.BulkKind;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Optional;

/** Acts on many suppressions of an account, or of the platform. */
public final class SuppressionBulk implements BulkKind {
    private final Suppressions suppressions;

    public SuppressionBulk(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    @Override
    public String noun() {
        return "suppressions";
    }

    @Override
    public String path() {
        return "suppressions/";
    }

    @Override
    public Optional<Param<Long>> account() {
        return Optional.of(SuppressionBody.ACCOUNT);
    }

    @Override
    public List<String> acts() {
        return List.of("remove");
    }

    @Override
    public List<Param<?>> filters() {
        return List.of(
                SuppressionBody.FILTER_EMAIL,
                SuppressionBody.SEARCH,
                SuppressionBody.FILTER_CLASS,
                SuppressionBody.FILTER_SOURCE,
                SuppressionBody.FILTER_ENDS,
                SuppressionBody.FILTER_ENDS_BEFORE);
    }

    @Override
    public List<BulkObject> matching(Tx tx, Call call, long from, int limit) {
        return suppressions.ids(
                tx,
                SuppressionRoutes.owner(call),
                SuppressionBody.filter(call.params()),
                from,
                limit);
    }

    @Override
    public List<BulkObject> named(Tx tx, Call call, List<Long> ids) {
        return suppressions.ids(tx, SuppressionRoutes.owner(call), ids);
    }

    @Override
    public boolean apply(Change change, BulkObject object, BulkOrder order) {
        suppressions.remove(change, object.account(), object.id());
        return true;
    }
}
