package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.web.Call;
import io.mailyard.web.Gate;
import io.mailyard.web.Query;
import io.mailyard.web.Route;
import io.mailyard.web.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gate that every call passes: token, expiry, address, rate, scope, account (spec/admin-api.md,
 * section 1 "Token").
 */
final class AccessGate implements Gate {
    /** Longer than any token that was ever given out; spares the hash of a megabyte. */
    private static final int MAX_SECRET_CHARS = 512;

    private static final int MAX_USER_AGENT_CHARS = 255;

    private final TokenCache tokens;
    private final LastUses uses;
    private final CallRates rates;
    private final AccessConfig config;
    private final InstantSource clock;

    AccessGate(TokenCache tokens, LastUses uses, AccessConfig config, InstantSource clock) {
        this.tokens = tokens;
        this.uses = uses;
        this.rates = new CallRates(config.callsPerMinute(), clock);
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void admit(Call call) {
        String secret = secret(call);
        Token token = valid(secret);
        String address = call.request().address();
        if (!token.addresses().isEmpty()
                && token.addresses().stream().noneMatch(range -> range.contains(address))) {
            throw ApiException.forbidden(
                    "token '" + token.name() + "' may not be used from address " + address);
        }
        OptionalLong wait = rates.take(token.id());
        if (wait.isPresent()) {
            call.answerHeader("Retry-After", Long.toString(wait.getAsLong()));
            String text =
                    "token '"
                            + token.name()
                            + "' has made more than "
                            + config.callsPerMinute()
                            + " calls in a minute";
            throw new ApiException(ErrorCode.TOO_MANY_REQUESTS, text);
        }
        Route route = call.route();
        if (!token.scopes().permit(route.noun(), route.writes())) {
            String needed = route.noun() + (route.writes() ? ":write" : ":read");
            throw ApiException.forbidden("token '" + token.name() + "' lacks the scope " + needed);
        }
        uses.note(token.id(), clock.instant(), address);
        call.note(Principal.class, principal(call, token));
        call.note(CallerSecret.class, new CallerSecret(secret));
    }

    private static Principal principal(Call call, Token token) {
        String agent = call.request().header("User-Agent").orElse("");
        String shortened = agent.substring(0, Math.min(agent.length(), MAX_USER_AGENT_CHARS));
        return new Principal(
                token.id(),
                "token:" + token.name(),
                token.scopes(),
                token.accounts(),
                call.request().address(),
                shortened,
                call.request().requestId());
    }

    @Override
    public void reach(Call call) {
        Principal principal = call.noted(Principal.class);
        if (!principal.bound()) {
            return;
        }
        Optional<Long> account =
                switch (call.route().reach()) {
                    case Route.Reach.Sifted() ->
                            Optional.of(principal.accounts().iterator().next().value());
                    case Route.Reach.Platform() -> Optional.empty();
                    case Route.Reach.Account(var param) -> call.params().find(param);
                };
        if (account.isEmpty()) {
            throw ApiException.forbidden(
                    "this token is bound to accounts and does not reach calls on the whole platform");
        }
        principal.mustReach(new AccountId(account.get()));
    }

    private Token valid(String secret) {
        String hash = TokenSecret.hashOf(secret);
        TokenStore.StoredSecret stored =
                tokens.bySecret(hash)
                        .filter(found -> sameHash(found.hash(), hash))
                        .orElseThrow(
                                () -> unauthenticated("API token required: this token is unknown"));
        Token token = stored.token();
        Instant now = clock.instant();
        if (stored.previous() && token.previousUntil().filter(now::isBefore).isEmpty()) {
            throw unauthenticated(
                    "API token required: this secret of token '"
                            + token.name()
                            + "' was replaced by a rotation");
        }
        if (!token.active()) {
            throw unauthenticated("API token required: token '" + token.name() + "' is inactive");
        }
        if (token.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            throw unauthenticated("API token required: token '" + token.name() + "' has expired");
        }
        return token;
    }

    private static boolean sameHash(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.US_ASCII),
                right.getBytes(StandardCharsets.US_ASCII));
    }

    private String secret(Call call) {
        Optional<String> inUrl = Query.first(call.request().query(), "token");
        if (inUrl.isPresent() && !config.tokenInUrl()) {
            throw unauthenticated(
                    "API token required: a token in the URL is refused, since URLs end up in logs; send it in the body"
                            + " or as Authorization: Bearer, and replace this one");
        }
        String secret = inBody(call).or(() -> bearer(call)).or(() -> inUrl).orElse("").strip();
        if (secret.isEmpty()) {
            throw unauthenticated("API token required");
        }
        if (secret.length() > MAX_SECRET_CHARS) {
            throw unauthenticated("API token required: this token is unknown");
        }
        return secret;
    }

    private static Optional<String> inBody(Call call) {
        Value token = call.body().values().get("token");
        return token instanceof Value.Text(String text) && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<String> bearer(Call call) {
        return call.request()
                .header("Authorization")
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(header -> header.substring("bearer ".length()));
    }

    private static ApiException unauthenticated(String text) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, text);
    }
}
