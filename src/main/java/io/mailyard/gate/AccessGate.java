package io.mailyard.gate;

import static io.mailyard.gate.PresentedSecret.unauthenticated;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.AdministratorId;
import io.mailyard.access.Caller;
import io.mailyard.access.CallerSecret;
import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
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
import java.util.function.Supplier;

/**
 * The gate that every call passes: token, expiry, kind, address, rate, scope, account
 * (docs/spec/admin-api.md, section 1 "Token"; docs/spec/states.md).
 */
final class AccessGate implements Gate {
    private static final int MAX_USER_AGENT_CHARS = 255;

    private final TokenCache tokens;
    private final LastUses uses;
    private final AccountAccessCheck accessCheck;
    private final SessionCheck sessions;
    private final UserSessionCheck users;
    private final CallRates<TokenId> rates;
    private final AccessConfig config;
    private final InstantSource clock;
    private final ReadShares shares;
    private final LongAdder refused;

    AccessGate(
            TokenCache tokens,
            LastUses uses,
            AccountAccessSource terms,
            SessionCheck sessions,
            UserSessionCheck users,
            AccessConfig config,
            ReadShares shares,
            LongAdder refused,
            InstantSource clock) {
        this.tokens = tokens;
        this.uses = uses;
        this.accessCheck = new AccountAccessCheck(terms, new CallRates<>(clock));
        this.sessions = sessions;
        this.users = users;
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
        String secret = counted(() -> PresentedSecret.of(call, config.tokenInUrl()));
        if (TokenSecret.isOfSession(Audience.ADMINISTRATOR, secret)) {
            admit(call, counted(() -> sessions.existing(secret)));
        } else if (TokenSecret.isOfSession(Audience.ACCOUNT, secret)) {
            admit(call, counted(() -> users.existing(secret)));
        } else {
            admit(call, counted(() -> valid(secret)));
        }
        call.note(CallerSecret.class, new CallerSecret(secret));
    }

    private <T> T counted(Supplier<T> found) {
        try {
            return found.get();
        } catch (ApiException unauthenticated) {
            refused.increment();
            throw unauthenticated;
        }
    }

    private void admit(Call call, AdministratorAccess access) {
        mustBeSlow(
                call, TokenId.of(access.administrator()), "administrator '" + access.login() + "'");
        SessionCheck.mustPermit(call, access);
        note(call, SessionCheck.principal(call, access, userAgent(call)));
    }

    private void admit(Call call, UserAccess access) {
        mustBeSlow(call, TokenId.ofUser(access.user()), "user '" + access.login() + "'");
        AccountAccess terms = accessCheck.of(access.account());
        AccountAccessCheck.mustBeOpen(access.account(), terms);
        UserSessionCheck.mustPermit(call, access);
        call.note(
                AccountPrincipal.class, UserSessionCheck.principal(call, access, userAgent(call)));
        call.note(Caller.class, call.noted(AccountPrincipal.class));
    }

    private static void note(Call call, Principal principal) {
        call.note(Principal.class, principal);
        call.note(Caller.class, principal);
    }

    private void admit(Call call, Token token) {
        mustSuit(token, call.route().audience());
        mustComeFrom(token, call.request().address());
        switch (token.owner()) {
            case Owner.PlatformOwner platform -> {
                mustBeSlow(call, token);
                Principal principal = principal(call, token, platform);
                mustPermit(token, principal.scopes(), call.route());
                note(call, principal);
            }
            case Owner.AccountOwner(AccountId account) -> {
                AccountAccess terms = accessCheck.existing(token, account);
                mustBeSlow(call, token);
                accessCheck.mustBeSlow(call, account, terms);
                mustPermit(token, token.scopes(), call.route());
                AccountAccessCheck.mustBeOpen(account, terms);
                call.note(AccountPrincipal.class, principal(call, token, account));
                call.note(Caller.class, call.noted(AccountPrincipal.class));
            }
        }
        uses.note(token, clock.instant(), call.request().address());
    }

    private Principal principal(Call call, Token token, Owner.PlatformOwner owner) {
        Optional<AdministratorSource.AdministratorPerson> person =
                token.administrator().map(id -> person(token, id));
        return new Principal(
                token.id(),
                person.map(found -> "administrator:" + found.login() + "/" + token.name())
                        .orElse("token:" + token.name()),
                person.map(found -> token.within(found.scopes()).scopes()).orElse(token.scopes()),
                owner.accounts(),
                token.administrator(),
                call.request().address(),
                userAgent(call),
                call.request().requestId());
    }

    private AdministratorSource.AdministratorPerson person(Token token, AdministratorId id) {
        return sessions.owner(id)
                .orElseThrow(() ->
                        unauthenticated(
                                ": token '"
                                        + token.name()
                                        + "' is of an administrator who is switched off"));
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
            case Route.Reach.OwnReach(), Route.Reach.FilteredReach() -> {}
            case Route.Reach.WholePlatformReach() -> mustReach(call, Optional.empty());
            case Route.Reach.AccountReach(var param) -> mustReach(call, call.params().find(param));
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
        fault(stored, clock.instant())
                .ifPresent(fault -> {
                    throw unauthenticated(": " + fault);
                });
        return stored.token();
    }

    /** Why a known secret does not work now; empty: it works. */
    static Optional<String> fault(TokenStore.StoredSecret stored, Instant now) {
        Token token = stored.token();
        if (stored.previous() && token.previousUntil().filter(now::isBefore).isEmpty()) {
            return Optional.of(
                    "this secret of token '" + token.name() + "' was replaced by a rotation");
        }
        if (!token.active()) {
            return Optional.of("token '" + token.name() + "' is inactive");
        }
        return token.expiresAt()
                .filter(end -> !now.isBefore(end))
                .map(_ -> "token '" + token.name() + "' has expired");
    }

    static boolean sameHash(String left, String right) {
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
        if (!token.mayComeFrom(address)) {
            throw ApiException.forbidden(
                    "token '" + token.name() + "' may not be used from address " + address);
        }
    }

    private void mustBeSlow(Call call, Token token) {
        mustBeSlow(call, token.id(), "token '" + token.name() + "'");
    }

    private void mustBeSlow(Call call, TokenId caller, String name) {
        OptionalLong wait = rates.take(caller, config.callsPerMinute());
        if (wait.isPresent()) {
            throw tooFast(
                    call,
                    wait.getAsLong(),
                    name + " has made more than " + config.callsPerMinute() + " calls in a minute");
        }
    }

    /** Error 429, with the seconds after which to try again. */
    static ApiException tooFast(Call call, long seconds, String text) {
        call.answerHeader("Retry-After", Long.toString(seconds));
        return new ApiException(ErrorCode.TOO_MANY_REQUESTS, text);
    }

    /** Whether these scopes include the call's noun, or its single act. */
    static boolean permits(Scopes scopes, Route route) {
        if (route.audience() == Audience.ACCOUNT) {
            return scopes.permitOwn(route.noun(), route.writes())
                    || route.act().filter(scopes::includes).isPresent();
        }
        return scopes.permit(route.noun(), route.writes())
                || route.act().filter(scopes::includes).isPresent();
    }

    private static void mustPermit(Token token, Scopes scopes, Route route) {
        if (!permits(scopes, route)) {
            throw ApiException.forbidden(
                    "token '" + token.name() + "' lacks the scope " + route.scope());
        }
    }
}
