package io.mailyard.gate;

import static io.mailyard.gate.PresentedSecret.unauthenticated;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Caller;
import io.mailyard.access.CallerSecret;
import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Gate;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gate that every call passes: token, expiry, kind, address, rate, scope, account
 * (docs/spec/admin-api.md, section 1 "Token"; docs/spec/states.md).
 */
final class AccessGate implements Gate {
    private static final int MAX_USER_AGENT_CHARS = 255;

    private final TokenCache tokens;
    private final LastUses uses;
    private final AccountAccessCheck accessCheck;
    private final CallRates<TokenId> rates;
    private final AccessConfig config;
    private final InstantSource clock;
    private final ReadShares shares;
    private final LongAdder refused;

    AccessGate(
            TokenCache tokens,
            LastUses uses,
            AccountAccessSource terms,
            AccessConfig config,
            ReadShares shares,
            LongAdder refused,
            InstantSource clock) {
        this.tokens = tokens;
        this.uses = uses;
        this.accessCheck = new AccountAccessCheck(terms, new CallRates<>(clock));
        this.rates = new CallRates<>(clock);
        this.config = config;
        this.shares = shares;
        this.refused = refused;
        this.clock = clock;
    }

    @Override
    public CallPermit permit(Call call) {
        return shares.take(call);
    }

    @Override
    public void admit(Call call) {
        String secret;
        Token token;
        try {
            secret = PresentedSecret.of(call, config.tokenInUrl());
            token = valid(secret);
        } catch (ApiException unauthenticated) {
            refused.increment();
            throw unauthenticated;
        }
        mustSuit(token, call.route().audience());
        mustComeFrom(token, call.request().address());
        switch (token.owner()) {
            case Owner.PlatformOwner platform -> {
                mustBeSlow(call, token);
                mustPermit(token, call.route());
                call.note(Principal.class, principal(call, token, platform));
                call.note(Caller.class, call.noted(Principal.class));
            }
            case Owner.AccountOwner(AccountId account) -> {
                AccountAccess terms = accessCheck.existing(token, account);
                mustBeSlow(call, token);
                accessCheck.mustBeSlow(call, account, terms);
                mustPermit(token, call.route());
                AccountAccessCheck.mustBeOpen(account, terms);
                call.note(AccountPrincipal.class, principal(call, token, account));
                call.note(Caller.class, call.noted(AccountPrincipal.class));
            }
        }
        uses.note(token, clock.instant(), call.request().address());
        call.note(CallerSecret.class, new CallerSecret(secret));
    }

    private static Principal principal(Call call, Token token, Owner.PlatformOwner owner) {
        return new Principal(
                token.id(),
                "token:" + token.name(),
                token.scopes(),
                owner.accounts(),
                call.request().address(),
                userAgent(call),
                call.request().requestId());
    }

    private static AccountPrincipal principal(Call call, Token token, AccountId account) {
        return new AccountPrincipal(
                account,
                token.id(),
                "account-token:" + token.name(),
                token.scopes(),
                call.request().address(),
                userAgent(call),
                call.request().requestId());
    }

    private static String userAgent(Call call) {
        String agent = call.request().header("User-Agent").orElse("");
        return agent.substring(0, Math.min(agent.length(), MAX_USER_AGENT_CHARS));
    }

    @Override
    public void reach(Call call) {
        switch (call.route().reach()) {
            case Route.Reach.Own(), Route.Reach.Filtered() -> {}
            case Route.Reach.WholePlatform() -> mustReach(call, Optional.empty());
            case Route.Reach.Account(var param) -> mustReach(call, call.params().find(param));
        }
    }

    private static void mustReach(Call call, Optional<Long> account) {
        Principal principal = call.noted(Principal.class);
        if (!principal.bound()) {
            return;
        }
        if (account.isEmpty()) {
            throw ApiException.forbidden(
                    "this token is bound to accounts and does not reach calls on the whole platform");
        }
        principal.mustReach(new AccountId(account.get()));
    }

    private Token valid(String secret) {
        String hash = TokenSecret.hashOf(secret);
        TokenStore.StoredSecret stored =
                tokens.bySecret(TokenSecret.kindOf(secret), hash)
                        .filter(found -> sameHash(found.hash(), hash))
                        .orElseThrow(() -> unauthenticated(": this token is unknown"));
        Token token = stored.token();
        Instant now = clock.instant();
        if (stored.previous() && token.previousUntil().filter(now::isBefore).isEmpty()) {
            throw unauthenticated(
                    ": this secret of token '" + token.name() + "' was replaced by a rotation");
        }
        if (!token.active()) {
            throw unauthenticated(": token '" + token.name() + "' is inactive");
        }
        if (token.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            throw unauthenticated(": token '" + token.name() + "' has expired");
        }
        return token;
    }

    private static boolean sameHash(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.US_ASCII),
                right.getBytes(StandardCharsets.US_ASCII));
    }

    private static void mustSuit(Token token, Audience audience) {
        if (token.owner().audience() != audience) {
            String text =
                    switch (audience) {
                        case ADMINISTRATOR ->
                                "' is an account's own: calls under /api/v1.1/admin/ take an"
                                        + " administrator's token";
                        case ACCOUNT ->
                                "' is an administrator's: this call takes a token of the account"
                                        + " that it concerns";
                    };
            throw ApiException.forbidden("token '" + token.name() + text);
        }
    }

    private static void mustComeFrom(Token token, String address) {
        if (!token.addresses().isEmpty()
                && token.addresses().stream().noneMatch(range -> range.contains(address))) {
            throw ApiException.forbidden(
                    "token '" + token.name() + "' may not be used from address " + address);
        }
    }

    private void mustBeSlow(Call call, Token token) {
        OptionalLong wait = rates.take(token.id(), config.callsPerMinute());
        if (wait.isPresent()) {
            throw tooFast(
                    call,
                    wait.getAsLong(),
                    "token '"
                            + token.name()
                            + "' has made more than "
                            + config.callsPerMinute()
                            + " calls in a minute");
        }
    }

    /** Error 429, with the seconds after which to try again. */
    static ApiException tooFast(Call call, long seconds, String text) {
        call.answerHeader("Retry-After", Long.toString(seconds));
        return new ApiException(ErrorCode.TOO_MANY_REQUESTS, text);
    }

    private static void mustPermit(Token token, Route route) {
        if (!token.scopes().permit(route.noun(), route.writes())) {
            throw ApiException.forbidden(
                    "token '" + token.name() + "' lacks the scope " + route.scope());
        }
    }
}
