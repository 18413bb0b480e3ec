package io.mailyard.users;

import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.base.AccountId;
import io.mailyard.bulk.BulkKind;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Optional;

/** Acts on many users of an account. */
public final class UserBulk implements BulkKind {
    private final Users users;
    private final Welcomes welcomes;

    public UserBulk(Users users, Welcomes welcomes) {
        this.users = users;
        this.welcomes = welcomes;
    }

    @Override
    public String noun() {
        return "users";
    }

    @Override
    public String path() {
        return "accounts/users/";
    }

    @Override
    public Optional<Param<Long>> account() {
        return Optional.of(UserBody.ACCOUNT);
    }

    @Override
    public List<String> acts() {
        return List.of("activate", "deactivate", "send_welcome", "must_change_password");
    }

    @Override
    public List<Param<?>> filters() {
        return UserRoutes.FILTERS;
    }

    @Override
    public List<BulkObject> matching(Tx tx, Call call, long from, int limit) {
        return users.names(tx, UserRoutes.account(call), UserRoutes.filter(call), from, limit);
    }

    @Override
    public List<BulkObject> named(Tx tx, Call call, List<Long> ids) {
        return users.names(tx, UserRoutes.account(call), ids);
    }

    @Override
    public boolean apply(Change change, BulkObject object, BulkOrder order) {
        AccountId account = object.account();
        UserId id = new UserId(object.id());
        return switch (order.act()) {
            case "activate" -> users.change(change, account, id, User.ACTIVE, true);
            case "deactivate" -> users.change(change, account, id, User.ACTIVE, false);
            case "must_change_password" ->
                    users.change(change, account, id, User.MUST_CHANGE, true);
            case "send_welcome" -> {
                welcomes.send(
                        change,
                        users.existing(change.tx(), account, id),
                        new Welcomes.Origin(change.actor().userAgent(), change.actor().address()));
                yield true;
            }
            default -> throw new IllegalStateException("no act " + order.act());
        };
    }
}
