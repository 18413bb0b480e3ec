package io.mailyard.accounts;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.api.Call;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.fields.Field;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.function.Consumer;

/** {@code account/...}: an account's view of itself, by its own tokens. */
public final class OwnAccountRoutes {
    /**
     * Fields of the account that its own people may change: how it is called and when its reports
     * go out.
     */
    public static final List<Field<?>> PROFILE =
            List.of(Account.TITLE, Account.TIMEZONE, Account.REPORTS_DAY, Account.REPORTS_HOUR);

    private final Accounts accounts;

    public OwnAccountRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * {@code account/get}, for accounts' own tokens: it shows the caller's account and nothing
     * else.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/account/get",
                                "account",
                                "The account whose token this is.",
                                this::get)
                        .own()
                        .answers(
                                ReplySchema.one(
                                        AccountBody.OWN.including(
                                                accounts.details().ownSchema()))));
    }

    private ApiReply get(Call call) {
        Account account = accounts.get(call.noted(AccountPrincipal.class).account());
        Consumer<Out> details = accounts.own(account.id());
        return ApiReply.one(out -> {
            AccountBody.own(out, account);
            details.accept(out);
        });
    }
}
