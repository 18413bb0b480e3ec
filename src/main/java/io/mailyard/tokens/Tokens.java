package io.mailyard.tokens;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.AdministratorId;
import io.mailyard.access.Caller;
import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.TokenStore;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Audience;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.RotationOverlap;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.gate.Access;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of tokens, both administrators' and accounts' own. */
public final class Tokens implements AccountDependent {
    /** Sequence of both kinds: the number of a token is unique among all. */
    private static final String SEQUENCE = "tokens";

    /** More than any account has programs, and a hundredth of those kept in memory. */
    private static final int MOST_OF_ACCOUNT = 100;

    private final Database database;
    private final Access access;
    private final Accounts accounts;
    private final TokenStore store;
    private final Grants grants;

    public Tokens(
            Database database,
            Access access,
            Accounts accounts,
            AdministratorScopes administrators) {
        this.database = database;
        this.access = access;
        this.accounts = accounts;
        this.store = access.tokens();
        this.grants = new Grants(store, administrators);
    }

    /** A token with its secret, which is shown only once. */
    record IssuedToken(TokenId id, TokenSecret secret) {}

    SortedSlice<Token> list(
            AccountId owner, String search, Optional<Boolean> active, SortedPage page) {
        return database.read(tx -> {
            mustExist(tx, owner);
            return store.list(tx, owner, search, active, page);
        });
    }

    /** Creates the first token of a platform, with full rights; empty if there is one already. */
    public Optional<TokenSecret> first(Change change, String name) {
        if (store.count(change.tx(), AccountId.PLATFORM) > 0) {
            return Optional.empty();
        }
        TokenSecret secret = TokenSecret.random(Owner.platform().audience());
        FieldValues named = FieldValues.NONE.with(Token.NAME, name);
        insert(change, made(change, AccountId.PLATFORM, named, secret));
        return Optional.of(secret);
    }

    IssuedToken create(Change change, Caller by, AccountId owner, Params params) {
        mustExist(change.tx(), owner);
        TokenSecret secret = secret(change, owner);
        FieldValues given = FieldValues.given(Token.fields(owner), params);
        Token token = made(change, owner, given, secret).ofPerson(personal(by, params));
        store.mustBeFree(change.tx(), token);
        grants.mustGrant(change.tx(), by, token);
        mustHaveRoom(change.tx(), by, owner);
        mustLast(change, token);
        newlyBoundMustBeThere(change, Set.of(), token);
        insert(change, token);
        holdsOnceDurable(change);
        return new IssuedToken(token.id(), secret);
    }

    /** An account cannot fill the table by itself; administrators are not limited. */
    private void mustHaveRoom(Tx tx, Caller by, AccountId owner) {
        if (by instanceof AccountPrincipal && store.count(tx, owner) >= MOST_OF_ACCOUNT) {
            throw ApiException.conflict(
                    "your account has "
                            + MOST_OF_ACCOUNT
                            + " tokens, the most that it may have: delete one first");
        }
    }

    /** The person whose own a new token is to be. */
    private static Optional<AdministratorId> personal(Caller by, Params params) {
        if (!params.find(TokenBody.PERSONAL).orElse(false)) {
            return Optional.empty();
        }
        Optional<AdministratorId> person =
                by instanceof Principal administrator
                        ? administrator.administrator()
                        : Optional.empty();
        if (person.isEmpty()) {
            throw ApiException.badRequest(
                    "personal", "is for signed-in administrators: a service token is of nobody");
        }
        return person;
    }

    private static Token made(
            Change change, AccountId owner, FieldValues given, TokenSecret secret) {
        TokenId id = new TokenId(change.tx().nextId(SEQUENCE));
        return Token.of(id, owner, given, secret, change.actor().name(), change.now());
    }

    private void insert(Change change, Token token) {
        store.insert(change.tx(), token);
        change.recordCreation(action(token, "save"), subject(token), out -> audited(out, token));
    }

    private static void audited(Out out, Token token) {
        List<Field<?>> fields = Token.fields(token.owner().account());
        Fields.write(out, Fields.audited(fields), token.values());
    }

    void update(Change change, Caller by, AccountId owner, TokenId id, Params params) {
        Token before = found(change, owner, id);
        grants.mustGrant(change.tx(), by, before);
        params.find(TokenBody.PERSONAL)
                .filter(personal -> personal != before.administrator().isPresent())
                .ifPresent(_ -> {
                    throw ApiException.badRequest("personal", "stays as it was made");
                });
        Token after =
                new Token(
                        before.values()
                                .under(FieldValues.given(Token.fields(owner), params))
                                .with(Token.UPDATED_AT, change.now()));
        store.mustBeFree(change.tx(), after);
        grants.mustGrant(change.tx(), by, after);
        grants.mustLeaveOne(change.tx(), before, after.unlimited());
        newlyBoundMustBeThere(change, bound(before), after);
        boolean changed =
                change.recordChange(
                        action(after, "save"),
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            store.update(change.tx(), owner, after);
            holdsOnceDurable(change);
        }
    }

    IssuedToken rotate(Change change, Caller by, AccountId owner, TokenId id, Duration overlap) {
        Token token = found(change, owner, id);
        grants.mustGrant(change.tx(), by, token);
        Grants.mustBeOwn(by, token);
        RotationOverlap.mustNotCutAnother(
                "token '" + token.name() + "'", overlap, token.previousUntil(), change.now());
        TokenSecret secret = secret(change, owner);
        Instant until = change.now().plus(overlap);
        store.rotate(change.tx(), owner, id, secret, until, change.now());
        change.recordDifference(
                action(token, "rotate"),
                subject(token),
                "{\"secret\":\"***\"}",
                "{\"secret\":\"***\",\"previous_until\":\"" + until + "\"}");
        holdsOnceDurable(change);
        return new IssuedToken(id, secret);
    }

    void delete(Change change, Caller by, AccountId owner, TokenId id) {
        Token token = found(change, owner, id);
        grants.mustGrant(change.tx(), by, token);
        grants.mustLeaveOne(change.tx(), token, false);
        store.delete(change.tx(), owner, id);
        change.recordDeletion(action(token, "delete"), subject(token), out -> audited(out, token));
        holdsOnceDurable(change);
    }

    /** Checks that an owner that is an account exists. */
    private void mustExist(Tx tx, AccountId owner) {
        if (!owner.equals(AccountId.PLATFORM)) {
            accounts.existing(tx, owner);
        }
    }

    /** A dry run shows no secret, since it would never work. */
    private static TokenSecret secret(Change change, AccountId owner) {
        Audience audience =
                owner.equals(AccountId.PLATFORM) ? Audience.ADMINISTRATOR : Audience.ACCOUNT;
        return change.dryRun() ? TokenSecret.masked(audience) : TokenSecret.random(audience);
    }

    private static String action(Token token, String verb) {
        return switch (token.owner()) {
            case Owner.PlatformOwner _ -> "tokens." + verb;
            case Owner.AccountOwner _ -> "account_tokens." + verb;
        };
    }

    private static Subject subject(Token token) {
        return switch (token.owner()) {
            case Owner.PlatformOwner _ -> Subject.of("token", token.id().value());
            case Owner.AccountOwner(AccountId account) ->
                    Subject.of("account_token", token.id().value(), account);
        };
    }

    private void holdsOnceDurable(Change change) {
        change.tx().afterCommit(access::tokensChanged);
    }

    private Token found(Change change, AccountId owner, TokenId id) {
        mustExist(change.tx(), owner);
        return store.find(change.tx(), owner, id)
                .orElseThrow(() -> ApiException.notFound("no token with id " + id));
    }

    /** Refuses a new secret that never works; a working one may be ended at once. */
    private static void mustLast(Change change, Token token) {
        token.expiresAt()
                .filter(end -> !end.isAfter(change.now()))
                .ifPresent(end -> {
                    throw ApiException.badRequest("expires_at", end + " is not in the future");
                });
    }

    /**
     * Refuses new account numbers that nobody has yet, since the token would get whatever account
     * is created with them. Accounts that the token was already bound to may remain, even if they
     * have been deleted since.
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
        return token.owner() instanceof Owner.PlatformOwner(Set<AccountId> ids) ? ids : Set.of();
    }

    @Override
    public String noun() {
        return "tokens";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.purge(tx, account);
        tx.afterCommit(access::tokensChanged);
    }
}
