package io.mailyard.tokens;

import io.mailyard.access.Access;
import io.mailyard.access.Cidr;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.web.Params;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of administrators' tokens. */
public final class Tokens {
    private static final String SEQUENCE = "tokens";

    private final Database database;
    private final Access access;
    private final TokenStore store;

    public Tokens(Database database, Access access) {
        this.database = database;
        this.access = access;
        this.store = access.tokens();
    }

    /** A token with its secret, which is shown this once. */
    record Issued(TokenId id, TokenSecret secret) {}

    Slice<Token> list(Page page) {
        return database.read(tx -> store.list(tx, page));
    }

    /** The first token of a platform, with full rights; empty where there is one already. */
    public Optional<TokenSecret> first(Change change, String name) {
        if (store.count(change.tx()) > 0) {
            return Optional.empty();
        }
        TokenId id = new TokenId(change.tx().nextId(SEQUENCE));
        TokenSecret secret = TokenSecret.random();
        Token token = blank(id, name, change.now());
        store.insert(change.tx(), token, secret.hash());
        change.created("tokens.save", subject(id), out -> TokenBody.settings(out, token));
        return Optional.of(secret);
    }

    Issued create(Change change, Principal by, Params params) {
        TokenId id = new TokenId(change.tx().nextId(SEQUENCE));
        Token token =
                edited(blank(id, params.get(TokenBody.NAME), change.now()), params, change.now());
        mustBeFree(change, token);
        mustGrant(change, by, token);
        mustLast(change, token);
        TokenSecret secret = secret(change);
        store.insert(change.tx(), token, secret.hash());
        change.created("tokens.save", subject(id), out -> TokenBody.settings(out, token));
        holdsOnceDurable(change);
        return new Issued(id, secret);
    }

    void update(Change change, Principal by, TokenId id, Params params) {
        Token before = found(change, id);
        mustGrant(change, by, before);
        Token after = edited(before, params, change.now());
        mustBeFree(change, after);
        mustGrant(change, by, after);
        mustLeaveOne(change, before, after.unlimited());
        boolean changed =
                change.changed(
                        "tokens.save",
                        subject(id),
                        out -> TokenBody.settings(out, before),
                        out -> TokenBody.settings(out, after));
        if (changed) {
            store.update(change.tx(), after);
            holdsOnceDurable(change);
        }
    }

    Issued rotate(Change change, Principal by, TokenId id, Duration overlap) {
        Token token = found(change, id);
        mustGrant(change, by, token);
        TokenSecret secret = secret(change);
        Instant until = change.now().plus(overlap);
        store.rotate(change.tx(), id, secret.hash(), until, change.now());
        change.recorded(
                "tokens.rotate",
                subject(id),
                "{\"secret\":\"***\"}",
                "{\"secret\":\"***\",\"previous_until\":\"" + until + "\"}");
        holdsOnceDurable(change);
        return new Issued(id, secret);
    }

    void delete(Change change, Principal by, TokenId id) {
        Token token = found(change, id);
        mustGrant(change, by, token);
        mustLeaveOne(change, token, false);
        store.delete(change.tx(), id);
        change.deleted("tokens.delete", subject(id), out -> TokenBody.settings(out, token));
        holdsOnceDurable(change);
    }

    /** A rehearsal shows no secret: it would never work. */
    private static TokenSecret secret(Change change) {
        return change.rehearsal() ? TokenSecret.masked() : TokenSecret.random();
    }

    private static Subject subject(TokenId id) {
        return Subject.of("token", id.value());
    }

    private void holdsOnceDurable(Change change) {
        change.tx().afterCommit(access::tokensChanged);
    }

    private Token found(Change change, TokenId id) {
        return store.find(change.tx(), id)
                .orElseThrow(() -> ApiException.notFound("no token with id " + id));
    }

    /** A secret that never works helps nobody; one that has worked may be ended at once. */
    private static void mustLast(Change change, Token token) {
        token.expiresAt()
                .filter(end -> !end.isAfter(change.now()))
                .ifPresent(end -> {
                    throw ApiException.badRequest("expires_at", end + " is not in the future");
                });
    }

    private void mustBeFree(Change change, Token token) {
        store.named(change.tx(), token.name())
                .filter(other -> !other.id().equals(token.id()))
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '" + token.name() + "' is taken by token " + other.id());
                });
    }

    /**
     * Nobody makes, changes or takes over a token that can do more than its own: it is read afresh,
     * for it may have been changed since the call was let in.
     */
    private void mustGrant(Change change, Principal by, Token token) {
        Token own =
                store.find(change.tx(), by.token())
                        .filter(Token::active)
                        .orElseThrow(() ->
                                new ApiException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "API token required: this one was taken away meanwhile"));
        own.lacks(token)
                .ifPresent(more -> {
                    throw ApiException.forbidden(
                            "this token may not handle a token that can do more than itself: "
                                    + more);
                });
    }

    private void mustLeaveOne(Change change, Token before, boolean staysUnlimited) {
        if (before.unlimited()
                && !staysUnlimited
                && store.unlimitedBeside(change.tx(), before.id()) == 0) {
            throw ApiException.conflict(
                    "token '"
                            + before.name()
                            + "' is the last active one with full rights, from anywhere, without end:"
                            + " make another first, or nobody could manage this platform");
        }
    }

    private static Token blank(TokenId id, String name, Instant now) {
        return new Token(
                id,
                name,
                true,
                Optional.empty(),
                Scopes.ALL,
                Set.of(),
                List.of(),
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Optional.empty());
    }

    private static Token edited(Token token, Params params, Instant now) {
        Optional<Instant> expires = params.find(TokenBody.EXPIRES_AT);
        List<Cidr> addresses = params.find(TokenBody.ADDRESSES).orElse(token.addresses());
        return new Token(
                token.id(),
                params.find(TokenBody.NAME).orElse(token.name()),
                params.find(TokenBody.ACTIVE).orElse(token.active()),
                expires.isPresent()
                        ? expires.filter(end -> !end.equals(Instant.MIN))
                        : token.expiresAt(),
                params.find(TokenBody.SCOPES)
                        .map(words -> new Scopes(Set.copyOf(words)))
                        .orElse(token.scopes()),
                params.find(TokenBody.ACCOUNT_IDS)
                        .map(ids ->
                                ids.stream()
                                        .map(AccountId::new)
                                        .collect(Collectors.toUnmodifiableSet()))
                        .orElse(token.accounts()),
                addresses,
                token.previousUntil(),
                token.createdAt(),
                now,
                token.lastUsedAt(),
                token.lastUsedFrom());
    }
}
