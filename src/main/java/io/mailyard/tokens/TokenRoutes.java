package io.mailyard.tokens;

import io.mailyard.access.Principal;
import io.mailyard.access.TokenId;
import io.mailyard.base.Page;
import io.mailyard.web.Call;
import io.mailyard.web.Params;
import io.mailyard.web.Reply;
import io.mailyard.web.Route;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code tokens/...} (spec/admin-api.md, section 7). */
public final class TokenRoutes {
    private static final String BASE = "/api/v1.1/admin/tokens/";

    private final Tokens tokens;
    private final Writes writes;

    public TokenRoutes(Tokens tokens, Writes writes) {
        this.tokens = tokens;
        this.writes = writes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                        BASE + "list",
                        "tokens",
                        "Tokens, without their secrets.",
                        this::list,
                        TokenBody.FROM_ID,
                        TokenBody.LIMIT),
                Route.write(
                        BASE + "save",
                        "tokens",
                        "Makes a token, whose secret is answered this once, or changes one.",
                        this::save,
                        TokenBody.ID,
                        TokenBody.NAME,
                        TokenBody.ACTIVE,
                        TokenBody.EXPIRES_AT,
                        TokenBody.SCOPES,
                        TokenBody.ACCOUNT_IDS,
                        TokenBody.ADDRESSES),
                Route.write(
                        BASE + "rotate",
                        "tokens",
                        "Gives a token a new secret, answered this once.",
                        this::rotate,
                        TokenBody.EXISTING,
                        TokenBody.OVERLAP),
                Route.write(
                        BASE + "delete",
                        "tokens",
                        "Deletes a token.",
                        this::delete,
                        TokenBody.EXISTING));
    }

    private Reply list(Call call) {
        Params params = call.params();
        Page page = new Page(params.get(TokenBody.FROM_ID), params.get(TokenBody.LIMIT).intValue());
        return Reply.list(tokens.list(page), TokenBody::write);
    }

    private Reply save(Call call) {
        Principal by = call.noted(Principal.class);
        Optional<TokenId> id = call.params().find(TokenBody.ID).map(TokenId::new);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return issued(tokens.create(change, by, call.params()));
                    }
                    tokens.update(change, by, id.get(), call.params());
                    return Reply.savedId(id.get().value());
                });
    }

    private Reply rotate(Call call) {
        Principal by = call.noted(Principal.class);
        TokenId id = new TokenId(call.params().get(TokenBody.EXISTING));
        Duration overlap = Duration.ofSeconds(call.params().get(TokenBody.OVERLAP));
        return writes.answer(call, change -> issued(tokens.rotate(change, by, id, overlap)));
    }

    private Reply delete(Call call) {
        Principal by = call.noted(Principal.class);
        TokenId id = new TokenId(call.params().get(TokenBody.EXISTING));
        return writes.answer(
                call,
                change -> {
                    tokens.delete(change, by, id);
                    return Reply.emptyInXml();
                });
    }

    private static Reply issued(Tokens.Issued issued) {
        return Reply.one(out ->
                        out.number("saved_id", issued.id().value())
                                .text("token", issued.secret().text()))
                .withSecret();
    }
}
