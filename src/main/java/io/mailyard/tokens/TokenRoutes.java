package io.mailyard.tokens;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Caller;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.Fault;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code tokens/...} and {@code accounts/tokens/...} (docs/spec/admin-api.md, section 7). */
public final class TokenRoutes {
    private static final String BASE = "/api/v1.1/admin/tokens/";
    private static final String NOUN = "tokens";
    private static final String OF_ACCOUNTS = "/api/v1.1/admin/accounts/tokens/";
    private static final String OWN = "/api/v1.1/tokens/";

    /** Stands for whoever of the platform made an account's token. */
    private static final String PLATFORM = "platform";

    private static final String NOUN_OF_ACCOUNTS = "account_tokens";

    private static final Param<String> SEARCH =
            Sorting.search("In the name, or the first characters of the secret, in any case.");
    private static final Param<Boolean> FILTER_ACTIVE =
            Param.of("active", Types.flag(), "Those that are switched on, or off.");
    private static final Param<String> SORT = Sorting.by(TokenStore.SORTS.words());

    private final Tokens tokens;
    private final Writes writes;

    public TokenRoutes(Tokens tokens, Writes writes) {
        this.tokens = tokens;
        this.writes = writes;
    }

    /**
     * Administrators' calls about their own and about accounts' tokens, and those of accounts' own
     * tokens. A secret is in the answer of the call that made it, and nowhere later.
     */
    public List<Route> routes() {
        return Stream.of(ofAdministrators(), ofAccounts(), own()).flatMap(List::stream).toList();
    }

    private List<Route> ofAdministrators() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Tokens, without their secrets.",
                                this::list,
                                SEARCH,
                                FILTER_ACTIVE,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .answers(ReplySchema.list(Token.PLATFORM_SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes a token, whose secret is answered this once, or changes one.",
                                this::save,
                                Fields.params(Token.OF_PLATFORM, TokenBody.PERSONAL))
                        .confirmed()
                        .checking(this::mustLast)
                        .answers(ReplySchema.one(TokenBody.SAVED)),
                Route.write(
                                BASE + "rotate",
                                NOUN,
                                "Gives a token a new secret, answered this once.",
                                this::rotate,
                                TokenBody.EXISTING,
                                TokenBody.OVERLAP)
                        .explained()
                        .confirmed()
                        .answers(ReplySchema.one(TokenBody.ISSUED)),
                Route.write(
                        BASE + "delete",
                        NOUN,
                        "Deletes a token.",
                        this::delete,
                        TokenBody.EXISTING));
    }

    private List<Route> ofAccounts() {
        return Stream.of(
                        Route.read(
                                        OF_ACCOUNTS + "list",
                                        NOUN_OF_ACCOUNTS,
                                        "An account's own tokens, without their secrets.",
                                        this::list,
                                        TokenBody.ACCOUNT,
                                        SEARCH,
                                        FILTER_ACTIVE,
                                        SORT,
                                        Sorting.FROM,
                                        Paging.FROM_ID,
                                        Paging.LIMIT)
                                .answers(ReplySchema.list(Token.ACCOUNT_SCHEMA).and(Sorting.NEXT)),
                        Route.write(
                                        OF_ACCOUNTS + "save",
                                        NOUN_OF_ACCOUNTS,
                                        "Makes a token of an account, whose secret is answered this once,"
                                                + " or changes one.",
                                        this::save,
                                        Fields.params(Token.OF_ACCOUNT, TokenBody.ACCOUNT))
                                .confirmed()
                                .checking(this::mustLast)
                                .answers(ReplySchema.one(TokenBody.SAVED)),
                        Route.write(
                                        OF_ACCOUNTS + "rotate",
                                        NOUN_OF_ACCOUNTS,
                                        "Gives a token of an account a new secret, answered this once.",
                                        this::rotate,
                                        TokenBody.ACCOUNT,
                                        TokenBody.EXISTING,
                                        TokenBody.OVERLAP)
                                .explained()
                                .confirmed()
                                .answers(ReplySchema.one(TokenBody.ISSUED)),
                        Route.write(
                                OF_ACCOUNTS + "delete",
                                NOUN_OF_ACCOUNTS,
                                "Deletes a token of an account.",
                                this::delete,
                                TokenBody.ACCOUNT,
                                TokenBody.EXISTING))
                .map(route -> route.on(TokenBody.ACCOUNT))
                .toList();
    }

    /** Returns these calls for an account's own tokens and its signed-in users. */
    private List<Route> own() {
        return List.of(
                Route.read(
                                OWN + "list",
                                NOUN,
                                "The account's tokens, without their secrets.",
                                this::list,
                                SEARCH,
                                FILTER_ACTIVE,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .own()
                        .answers(ReplySchema.list(Token.CALLER_SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                OWN + "save",
                                NOUN,
                                "Makes a token of the account, whose secret is answered this once, or"
                                        + " changes one; it can do no more than the caller.",
                                this::save,
                                Fields.params(Token.OF_CALLER))
                        .own()
                        .confirmed()
                        .checking(this::mustLast)
                        .answers(ReplySchema.one(TokenBody.SAVED)),
                Route.write(
                                OWN + "rotate",
                                NOUN,
                                "Gives a token of the account a new secret, answered this once.",
                                this::rotate,
                                TokenBody.EXISTING,
                                TokenBody.OVERLAP)
                        .explained()
                        .own()
                        .confirmed()
                        .answers(ReplySchema.one(TokenBody.ISSUED)),
                Route.write(
                                OWN + "delete",
                                NOUN,
                                "Deletes a token of the account.",
                                this::delete,
                                TokenBody.EXISTING)
                        .own());
    }

    /** An existing token may be ended at once; a new one must last. */
    private void mustLast(Params params, List<Fault> faults) {
        if (!params.has(Token.ID.sent())) {
            writes.inFuture(
                    Token.EXPIRES_AT.name(),
                    params.find(Token.EXPIRES_AT.sent()).flatMap(end -> end),
                    faults);
        }
    }

    /**
     * Owner of the tokens that a call concerns: the caller's account, the one that it names, or
     * else the platform.
     */
    private static AccountId owner(Call call) {
        if (call.noted(Caller.class) instanceof AccountPrincipal own) {
            return own.account();
        }
        return call.params().find(TokenBody.ACCOUNT).map(AccountId::new).orElse(AccountId.PLATFORM);
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Token> found =
                tokens.list(
                        owner(call),
                        params.get(SEARCH).strip(),
                        params.find(FILTER_ACTIVE),
                        new SortedPage(
                                params.get(SORT), params.get(Sorting.FROM), Paging.page(params)));
        if (call.noted(Caller.class) instanceof AccountPrincipal) {
            return Sorting.reply(
                    found.slice(),
                    found.nextFrom(),
                    (out, token) ->
                            Fields.write(out, Token.OF_CALLER, withoutPeople(token.values())));
        }
        List<Field<?>> fields = Token.fields(owner(call));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, token) -> Fields.write(out, fields, token.values()));
    }

    /** As its account sees it: of who made it, those of the platform are not named. */
    private static FieldValues withoutPeople(FieldValues token) {
        return token.with(
                Token.CREATED_BY,
                token.get(Token.CREATED_BY)
                        .map(by ->
                                by.startsWith("user:") || by.startsWith("account-token:")
                                        ? by
                                        : PLATFORM));
    }

    private ApiReply save(Call call) {
        Caller by = call.noted(Caller.class);
        AccountId owner = owner(call);
        Optional<TokenId> id = call.params().find(Token.ID.sent()).map(TokenId::new);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return issued(tokens.create(change, by, owner, call.params()));
                    }
                    tokens.update(change, by, owner, id.get(), call.params());
                    return ApiReply.savedId(id.get().value());
                });
    }

    private ApiReply rotate(Call call) {
        Caller by = call.noted(Caller.class);
        AccountId owner = owner(call);
        TokenId id = new TokenId(call.params().get(TokenBody.EXISTING));
        Duration overlap = Duration.ofSeconds(call.params().get(TokenBody.OVERLAP));
        return writes.answer(call, change -> issued(tokens.rotate(change, by, owner, id, overlap)));
    }

    private ApiReply delete(Call call) {
        Caller by = call.noted(Caller.class);
        AccountId owner = owner(call);
        TokenId id = new TokenId(call.params().get(TokenBody.EXISTING));
        return writes.answer(
                call,
                change -> {
                    tokens.delete(change, by, owner, id);
                    return ApiReply.emptyInXml();
                });
    }

    private static ApiReply issued(Tokens.IssuedToken issued) {
        return ApiReply.one(out ->
                        out.number("saved_id", issued.id().value())
                                .text("token", issued.secret().text()))
                .withSecret();
    }
}
