package io.mailyard.tokens;

import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.Page;
import io.mailyard.base.RotationOverlap;
import io.mailyard.base.Slice;
import io.mailyard.db.CaseInsensitiveNames;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.gate.Access;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The rules of tokens, of administrators' and of accounts' own. */
public final class Tokens implements AccountDependent {
    /** Of both kinds: a token's number is its own, whichever it is. */
    private static final String SEQUENCE = "tokens";

    private final Database database;
    private final Access access;
    private final Accounts accounts;
    private final Grants grants;

    public Tokens(Database database, Access access, Accounts accounts) {
        this.database = database;
        this.access = access;
        this.accounts = accounts;
        this.grants = new Grants(access.tokens().platform());
    }

    /** A token with its secret, which is shown this once. */
    record Issued(TokenId id, TokenSecret secret) {}

    Slice<Token> list(Owner owner, Page page) {
        return database.read(tx -> store(tx, owner).list(tx, page));
    }

    /** The first token of a platform, with full rights; empty where there is one already. */
    public Optional<TokenSecret> first(Change change, String name) {
        if (access.tokens().platform().count(change.tx()) > 0) {
            return Optional.empty();
        }
        TokenId id = new TokenId(change.tx().nextId(SEQUENCE));
        Token token = blank(id, Owner.platform(), name, change.now());
        TokenSecret secret = TokenSecret.random(token.owner().audience());
        access.tokens().platform().insert(change.tx(), token, secret.hash());
        change.created(
                action(token, "save"), subject(token), out -> TokenBody.settings(out, token));
        return Optional.of(secret);
    }

    Issued create(Change change, Principal by, Owner owner, Params params) {
        TokenStore store = store(change.tx(), owner);
        TokenId id = new TokenId(change.tx().nextId(SEQUENCE));
        Token token =
                edited(
                        blank(id, owner, params.get(TokenBody.NAME), change.now()),
                        params,
                        change.now());
        mustBeFree(change, store, token);
        grants.mustGrant(change.tx(), by, token);
        mustLast(change, token);
        newlyBoundMustBeThere(change, Set.of(), token);
        TokenSecret secret = secret(change, owner);
        store.insert(change.tx(), token, secret.hash());
        change.created(
                action(token, "save"), subject(token), out -> TokenBody.settings(out, token));
        holdsOnceDurable(change);
        return new Issued(id, secret);
    }

    void update(Change change, Principal by, Owner owner, TokenId id, Params params) {
        TokenStore store = store(change.tx(), owner);
        Token before = found(change, store, id);
        grants.mustGrant(change.tx(), by, before);
        Token after = edited(before, params, change.now());
        mustBeFree(change, store, after);
        grants.mustGrant(change.tx(), by, after);
        grants.mustLeaveOne(change.tx(), before, after.unlimited());
        newlyBoundMustBeThere(change, bound(before), after);
        boolean changed =
                change.changed(
                        action(after, "save"),
                        subject(after),
                        out -> TokenBody.settings(out, before),
                        out -> TokenBody.settings(out, after));
        if (changed) {
            store.update(change.tx(), after);
            holdsOnceDurable(change);
        }
    }

    Issued rotate(Change change, Principal by, Owner owner, TokenId id, Duration overlap) {
        TokenStore store = store(change.tx(), owner);
        Token token = found(change, store, id);
        grants.mustGrant(change.tx(), by, token);
        RotationOverlap.mustNotCutAnother(
                "token '" + token.name() + "'", overlap, token.previousUntil(), change.now());
        TokenSecret secret = secret(change, owner);
        Instant until = change.now().plus(overlap);
        store.rotate(change.tx(), id, secret.hash(), until, change.now());
        change.recorded(
                action(token, "rotate"),
                subject(token),
                "{\"secret\":\"***\"}",
                "{\"secret\":\"***\",\"previous_until\":\"" + until + "\"}");
        holdsOnceDurable(change);
        return new Issued(id, secret);
    }

    void delete(Change change, Principal by, Owner owner, TokenId id) {
        TokenStore store = store(change.tx(), owner);
        Token token = found(change, store, id);
        grants.mustGrant(change.tx(), by, token);
        grants.mustLeaveOne(change.tx(), token, false);
        store.delete(change.tx(), id);
        change.deleted(
                action(token, "delete"), subject(token), out -> TokenBody.settings(out, token));
        holdsOnceDurable(change);
    }

    /** Where the owner's tokens are; error 404 where the owner is an account that is not there. */
    private TokenStore store(Tx tx, Owner owner) {
        if (owner instanceof Owner.Account(AccountId account)) {
            accounts.existing(tx, account);
        }
        return access.tokens().of(owner);
    }

    /** A rehearsal shows no secret: it would never work. */
    private static TokenSecret secret(Change change, Owner owner) {
        return change.rehearsal()
                ? TokenSecret.masked(owner.audience())
                : TokenSecret.random(owner.audience());
    }

    private static String action(Token token, String verb) {
        return switch (token.owner()) {
            case Owner.Platform _ -> "tokens." + verb;
            case Owner.Account _ -> "account_tokens." + verb;
        };
    }

    private static Subject subject(Token token) {
        return switch (token.owner()) {
            case Owner.Platform _ -> Subject.of("token", token.id().value());
            case Owner.Account(AccountId account) ->
                    Subject.of("account_token", token.id().value(), account);
        };
    }

    private void holdsOnceDurable(Change change) {
        change.tx().afterCommit(access::tokensChanged);
    }

    private static Token found(Change change, TokenStore store, TokenId id) {
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

    /**
     * A number that nobody has yet would give the token whatever account gets it. What the token
     * was bound to before stays, though that account be deleted since.
     */
    private void newlyBoundMustBeThere(Change change, Set<AccountId> before, Token after) {
        Set<AccountId> fresh = new TreeSet<>(Comparator.comparingLong(AccountId::value));
        fresh.addAll(bound(after));
        fresh.removeAll(before);
        fresh.removeAll(accounts.existing(change.tx(), Set.copyOf(fresh)));
        if (!fresh.isEmpty()) {
            throw ApiException.badRequest(
                    fresh.stream()
                            .map(id -> new Fault("account_ids", "no account with id " + id))
                            .toList());
        }
    }

    private static Set<AccountId> bound(Token token) {
        return token.owner() instanceof Owner.Platform(Set<AccountId> ids) ? ids : Set.of();
    }

    private static void mustBeFree(Change change, TokenStore store, Token token) {
        store.named(change.tx(), token.name())
                .filter(other -> !other.id().equals(token.id()))
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '" + token.name() + "' is taken by token " + other.id());
                });
        alike(change.tx(), token)
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + token.name()
                                    + "' is taken by token "
                                    + other
                                    + ": names are the same in any case");
                });
    }

    private static OptionalLong alike(Tx tx, Token token) {
        long id = token.id().value();
        return switch (token.owner()) {
            case Owner.Platform _ ->
                    CaseInsensitiveNames.find(
                            tx, "SELECT id, name FROM tokens ORDER BY id", token.name(), id);
            case Owner.Account(AccountId account) ->
                    CaseInsensitiveNames.find(
                            tx,
                            "SELECT id, name FROM account_tokens WHERE account_id = ? ORDER BY id",
                            token.name(),
                            id,
                            account.value());
        };
    }

    @Override
    public String noun() {
        return "tokens";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return access.tokens().of(new Owner.Account(account)).count(tx);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        access.tokens().purge(tx, account);
        tx.afterCommit(access::tokensChanged);
    }

    private static Token blank(TokenId id, Owner owner, String name, Instant now) {
        return new Token(
                id,
                owner,
                name,
                true,
                Optional.empty(),
                Scopes.ALL,
                List.of(),
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Optional.empty());
    }

    private static Token edited(Token token, Params params, Instant now) {
        Optional<Instant> expires = params.find(TokenBody.EXPIRES_AT);
        return new Token(
                token.id(),
                TokenBody.owner(params, token.owner()),
                params.find(TokenBody.NAME).orElse(token.name()),
                params.find(TokenBody.ACTIVE).orElse(token.active()),
                expires.isPresent()
                        ? expires.filter(end -> !end.equals(Instant.MIN))
                        : token.expiresAt(),
                TokenBody.scopes(params, token.scopes()),
                params.find(TokenBody.ADDRESSES).orElse(token.addresses()),
                token.previousUntil(),
                token.createdAt(),
                now,
                token.lastUsedAt(),
                token.lastUsedFrom());
    }
}
