package io.mailyard.outcomes;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Optional;

/** {@code ledger/get}, for administrators and for an account's own mail. */
public final class LedgerRoutes {
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Of this account alone.");
    private static final ReplySchema REPLY = ReplySchema.one(Ledger.Balance.SCHEMA);

    private final Database database;

    public LedgerRoutes(Database database) {
        this.database = database;
    }

    /** {@code ledger/get}, for administrators and for accounts' own tokens. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/ledger/get",
                                "accounts",
                                "Counts what became of an account's accepted mail, in recipients; without an account, of all mail.",
                                call -> {
                                    Optional<AccountId> account =
                                            call.params().find(ACCOUNT).map(AccountId::new);
                                    account.ifPresent(
                                            id -> call.noted(Principal.class).mustReach(id));
                                    return balance(account);
                                },
                                ACCOUNT)
                        .on(ACCOUNT)
                        .answers(REPLY),
                Route.read(
                                "/api/v1.1/ledger/get",
                                "account",
                                "Counts what became of the account's accepted mail, in recipients.",
                                call ->
                                        balance(
                                                Optional.of(
                                                        call.noted(AccountPrincipal.class)
                                                                .account())))
                        .own()
                        .answers(REPLY));
    }

    private ApiReply balance(Optional<AccountId> account) {
        Ledger.Balance sheet = database.read(tx -> Ledger.balance(tx, account));
        return ApiReply.one(sheet::write);
    }
}
