package io.mailyard.accounts;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.web.Call;
import io.mailyard.web.Out;
import io.mailyard.web.Reply;
import io.mailyard.web.ReplySchema;
import io.mailyard.web.Route;
import java.util.List;
import java.util.function.Consumer;

/** {@code account/...}: what an account's own tokens may know of it. */
public final class OwnAccountRoutes {
    private final Accounts accounts;

    public OwnAccountRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/account/get",
                                "account",
                                "The account whose token this is.",
                                this::get)
                        .own()
                        .answers(ReplySchema.one(AccountBody.OWN.including(accounts.ownSchema()))));
    }

    private Reply get(Call call) {
        Account account = accounts.get(call.noted(AccountPrincipal.class).account());
        Consumer<Out> details = accounts.own(account.id());
        return Reply.one(out -> {
            AccountBody.own(out, account);
            details.accept(out);
        });
    }
}
