package io.mailyard.queue;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code messages/try_now}, for administrators and for accounts' tokens. */
final class TryNowRoutes {
    private static final String SUMMARY =
            "Tries waiting recipients of a message now, unless something else keeps them.";

    /** Recipients of a call: the answer names each. */
    private static final long MOST = 1000;

    private static final Param<Long> ID = Param.of("id", Types.id(), "The message.").required();
    private static final Param<Long> RECIPIENT =
            Param.of("recipient_id", Types.id(), "This recipient alone.");
    private static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First recipient, inclusive.").defaultsTo(1L);
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, MOST), "Recipients at most.").defaultsTo(MOST);

    private static final ReplySchema REPLY =
            ReplySchema.one(
                    ObjectSchema.of("TryNowReply", "What happens to waiting recipients.")
                            .number("message_id", "The message.")
                            .number("tried", "How many of these are due now.")
                            .objects("recipients", TryNow.TryNowResult.SCHEMA, "Those that wait.")
                            .number(
                                    "next_from_id",
                                    "Where the next page starts; absent on the last.")
                            .optional());

    private final TryNow tries;
    private final Writes writes;

    TryNowRoutes(TryNow tries, Writes writes) {
        this.tries = tries;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                Route.write(
                                "/api/v1.1/admin/messages/try_now",
                                "messages",
                                SUMMARY,
                                call ->
                                        answer(
                                                call,
                                                account ->
                                                        call.noted(Principal.class)
                                                                .reaches(account)),
                                ID,
                                RECIPIENT,
                                FROM_ID,
                                LIMIT)
                        .sifted()
                        .alsoBy(Scopes.TRY_NOW)
                        .answers(REPLY),
                Route.write(
                                "/api/v1.1/messages/try_now",
                                "messages",
                                SUMMARY,
                                call ->
                                        answer(
                                                call,
                                                call.noted(AccountPrincipal.class).account()
                                                        ::equals),
                                ID,
                                RECIPIENT,
                                FROM_ID,
                                LIMIT)
                        .own()
                        .answers(REPLY));
    }

    private ApiReply answer(Call call, Predicate<AccountId> reaches) {
        long message = call.params().get(ID);
        return writes.answer(
                call,
                change -> {
                    AccountId account =
                            account(change.tx(), message)
                                    .filter(reaches)
                                    .orElseThrow(() ->
                                            ApiException.notFound("no message with id " + message));
                    return tried(change, account, message, call);
                });
    }

    private static Optional<AccountId> account(Tx tx, long message) {
        return tx.one(
                "SELECT account_id FROM messages WHERE id = ?",
                row -> new AccountId(row.number()),
                message);
    }

    private ApiReply tried(Change change, AccountId account, long message, Call call) {
        Optional<Long> only = call.params().find(RECIPIENT);
        TryNow.TryNowResults results =
                tries.tryNow(
                        change,
                        account,
                        message,
                        only.orElse(call.params().get(FROM_ID)),
                        only.orElse(Long.MAX_VALUE),
                        call.params().get(LIMIT).intValue());
        if (only.isPresent() && results.recipients().isEmpty()) {
            throw ApiException.notFound(
                    "recipient_id: recipient "
                            + only.get()
                            + " of message "
                            + message
                            + " does not wait");
        }
        if (results.tried() > 0) {
            change.recordCreation(
                    "messages.try_now",
                    Change.Subject.of("message", message, account),
                    out ->
                            out.number("recipients", results.tried())
                                    .numberOrNull("recipient_id", only.orElse(null)));
        }
        return ApiReply.one(out -> {
            out.number("message_id", message).number("tried", results.tried());
            out.objects("recipients", results.recipients(), (each, one) -> one.write(each));
            results.next().ifPresent(next -> out.number("next_from_id", next));
        });
    }
}
