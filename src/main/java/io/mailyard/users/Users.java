package io.mailyard.users;

import io.mailyard.access.Passwords;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.users.AddressProofs.Purpose;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The rules of users (docs/spec/admin-api.md, section 3). */
public final class Users implements AccountDependent {
    private static final String SEQUENCE = "users";

    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final UserStore store = new UserStore();
    private final PasswordLinks links = new PasswordLinks();
    private final UserSessions sessions = new UserSessions(PortalPeople.TABLES);

    public Users(Database database, Accounts accounts, Passwords passwords) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /**
     * A page of users.
     *
     * @param next the first of the next page, if there is one
     */
    record UserPage(List<User> rows, long total, Optional<User> next) {}

    /**
     * Which users to list.
     *
     * @param full whether with all fields, else with those of a list
     */
    record UserQuery(
            AccountId account, UserFilter filter, UserOrder order, int limit, boolean full) {}

    UserPage list(UserQuery asked) {
        if (asked.order().isPlain() && asked.filter().passesAll()) {
            int most = Math.min(asked.limit(), UserStore.FEW);
            List<User> few =
                    database.readOne(tx -> store.few(tx, asked.account(), asked.full(), most + 1));
            if (!few.isEmpty() && few.size() <= most) {
                return new UserPage(few, few.size(), Optional.empty());
            }
        }
        return page(asked.account(), asked.filter(), asked.order(), asked.limit());
    }

    private UserPage page(AccountId account, UserFilter filter, UserOrder order, int limit) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            List<User> rows = store.list(tx, account, filter, order, limit + 1);
            boolean more = rows.size() > limit;
            boolean whole = !more && order.isFromFirst();
            long total = whole ? rows.size() : store.count(tx, account, filter);
            Optional<User> next = more ? Optional.of(rows.getLast()) : Optional.empty();
            return new UserPage(more ? rows.subList(0, limit) : rows, total, next);
        });
    }

    User get(AccountId account, Login login) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            return existing(tx, account, login);
        });
    }

    /** Hashes the password of a call, if it has one; before the transaction, since it is slow. */
    Optional<String> hashed(Params params) {
        return params.find(UserBody.PASSWORD).map(passwords::hash);
    }

    /**
     * Checks the password inside the transaction: only there all data that it must not contain, for
     * example the account's name, is known.
     */
    private static void requireGood(Params params, Account account, Login login, String email) {
        String name = account.name().text();
        List<Fault> faults =
                params.find(UserBody.PASSWORD).stream()
                        .flatMap(password ->
                                PasswordRules.broken(password, login.text(), name, email).stream())
                        .map(rule -> new Fault("password", PasswordRules.sentence(rule)))
                        .toList();
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    User add(Change change, AccountId account, Params params, Optional<String> passwordHash) {
        Tx tx = change.tx();
        Account owner = accounts.existing(tx, account);
        Login login = params.get(UserBody.NAME_TO_ADD);
        requireGood(params, owner, login, params.get(User.EMAIL.sent()));
        mustBeFree(tx, account, login, Optional.empty());
        User user = User.of(new UserId(tx.nextId(SEQUENCE)), account, login, params, change.now());
        store.insert(tx, account, user, passwordHash);
        change.recordCreation(
                "users.add",
                subject(user),
                out -> {
                    audited(out, user);
                    passwordHash.ifPresent(hash -> out.text("password", "***"));
                });
        return user;
    }

    /** Adds a user whom a provider signs in, without a password. */
    User addProvided(Change change, AccountId account, Login login, FieldValues values) {
        UserId id = new UserId(change.tx().nextId(SEQUENCE));
        User user = User.of(id, account, login, values, change.now());
        store.insert(change.tx(), account, user, Optional.empty());
        change.recordCreation("users.add", subject(user), out -> audited(out, user));
        return user;
    }

    User update(Change change, AccountId account, Params params, Optional<String> passwordHash) {
        Tx tx = change.tx();
        Account owner = accounts.existing(tx, account);
        User before = existing(tx, account, params.get(UserBody.NAME));
        Login login = params.find(UserBody.NEW_NAME).orElse(before.login());
        mustBeFree(tx, account, login, Optional.of(before.id()));
        User after = before.with(login, params, change.now());
        requireGood(params, owner, login, after.email());
        boolean changed =
                change.recordChange(
                        "users.update",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            store.update(tx, account, after);
            sessions.changed(tx);
        }
        if (!after.email().equals(before.email())) {
            voidMailedLinks(change, before);
        } else if (!after.notifyEmail().equals(before.notifyEmail())) {
            AddressProofs.forget(tx, account, before.id(), Purpose.NOTICES);
        }
        if (!after.active()) {
            sessions.end(tx, account, after.id(), 0);
        }
        passwordHash.ifPresent(hash -> {
            setPassword(change, after, hash, after.mustChangePassword());
            sessions.end(tx, account, after.id(), 0);
        });
        return after;
    }

    /**
     * Sets where alerts and reports go, once the address was proved or needs no proof, and whatever
     * else {@code after} has of the user's own profile.
     */
    void saveProfile(Change change, User before, User after) {
        if (!after.notifyEmail().equals(before.notifyEmail())) {
            AddressProofs.forget(change.tx(), before.account(), before.id(), Purpose.NOTICES);
        }
        store(change, before, after);
    }

    /**
     * Sets an address that was proved; reports follow where they went to the one before, and links
     * that were mailed there are void.
     */
    void setEmail(Change change, User before, String email) {
        voidMailedLinks(change, before);
        FieldValues values =
                before.values().with(User.EMAIL, email).with(User.UPDATED_AT, change.now());
        store(
                change,
                before,
                new User(
                        before.get(User.NOTIFY_EMAIL).equals(before.email())
                                ? values.with(User.NOTIFY_EMAIL, email)
                                : values));
    }

    /** Whoever reads a mailbox that is no longer the user's must not be able to use them. */
    private void voidMailedLinks(Change change, User user) {
        links.replaceAll(change.tx(), user.account(), user.id(), change.now());
        AddressProofs.forget(change.tx(), user.account(), user.id());
    }

    private boolean store(Change change, User before, User after) {
        boolean changed =
                change.recordChange(
                        "users.update",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            store.update(change.tx(), after.account(), after);
            sessions.changed(change.tx());
        }
        return changed;
    }

    /**
     * Sets one field of a user; whether it was another value.
     *
     * @throws ApiException error 404
     */
    <T> boolean change(Change change, AccountId account, UserId id, Field<T> field, T value) {
        accounts.existing(change.tx(), account);
        User before = existing(change.tx(), account, id);
        User after =
                new User(before.values().with(field, value).with(User.UPDATED_AT, change.now()));
        boolean changed = store(change, before, after);
        if (changed && !after.active()) {
            sessions.end(change.tx(), account, id, 0);
        }
        return changed;
    }

    /** Ids and logins of a page of users, ascending by id. */
    List<BulkObject> names(Tx tx, AccountId account, UserFilter filter, long from, int limit) {
        accounts.existing(tx, account);
        return store.names(tx, account, filter, from, limit);
    }

    /** Ids and logins of the account's users among these ids, ascending by id. */
    List<BulkObject> names(Tx tx, AccountId account, List<Long> ids) {
        accounts.existing(tx, account);
        return store.names(tx, account, ids);
    }

    private static void audited(Out out, User user) {
        Fields.write(out, User.AUDITED, user.values());
    }

    /**
     * Sets the password. Links for setting it are void then, and so is one that would prove another
     * address: whoever knew the password before may have asked for it.
     */
    void setPassword(Change change, User user, String hash, boolean mustChange) {
        store.setPassword(change.tx(), user.account(), user.id(), hash, mustChange, change.now());
        voidMailedLinks(change, user);
        change.recordDifference(
                "users.password",
                subject(user),
                "{\"password\":\"***\"}",
                "{\"password\":\"***\"}");
    }

    /** Deletes the user and returns it. */
    User delete(Change change, AccountId account, Login login) {
        Tx tx = change.tx();
        accounts.existing(tx, account);
        User user = existing(tx, account, login);
        links.deleteOf(tx, account, user.id());
        sessions.delete(tx, account, user.id());
        store.delete(tx, account, user.id());
        change.recordDeletion("users.delete", subject(user), out -> audited(out, user));
        return user;
    }

    /**
     * The user with that login.
     *
     * @throws ApiException error 404
     */
    User existing(Tx tx, AccountId account, Login login) {
        return store.find(tx, account, login)
                .orElseThrow(() ->
                        ApiException.notFound("no user '" + login + "' in account " + account));
    }

    /**
     * The user of an account that exists.
     *
     * @throws ApiException error 404
     */
    User inAccount(Tx tx, AccountId account, Login login) {
        accounts.existing(tx, account);
        return existing(tx, account, login);
    }

    /** Throws error 409 where the account is switched off. */
    void mustBeOpen(Tx tx, AccountId account) {
        if (!accounts.existing(tx, account).active()) {
            throw ApiException.conflict(
                    "account " + account + " is switched off: its users cannot sign in");
        }
    }

    <T> T read(Function<Tx, T> work) {
        return database.read(work::apply);
    }

    /**
     * The user with that id.
     *
     * @throws ApiException error 404
     */
    User existing(Tx tx, AccountId account, UserId id) {
        return store.find(tx, account, id)
                .orElseThrow(() ->
                        ApiException.notFound(
                                "no user with id " + id.value() + " in account " + account));
    }

    private void mustBeFree(Tx tx, AccountId account, Login login, Optional<UserId> self) {
        store.find(tx, account, login)
                .filter(other -> !Optional.of(other.id()).equals(self))
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the login '"
                                    + login
                                    + "' is taken in account "
                                    + account
                                    + " by '"
                                    + other.login()
                                    + "'");
                });
    }

    static Subject subject(User user) {
        return Subject.of("user", user.id().value(), user.account());
    }

    /** Returns the part that ends sessions of users. */
    public UserSessions sessions() {
        return sessions;
    }

    PasswordLinks links() {
        return links;
    }

    /** The user and the account of a link, if both exist. */
    record UserOfAccount(Account account, User user) {}

    Optional<UserOfAccount> holder(Tx tx, PasswordLinks.StoredLink link) {
        return accounts.find(tx, link.account())
                .filter(account -> account.deletedAt().isEmpty())
                .flatMap(account ->
                        store.find(tx, link.account(), link.user())
                                .map(user -> new UserOfAccount(account, user)));
    }

    /** Sets the password through a link, which is used up. */
    void setPasswordBy(
            Change change, PasswordLinks.StoredLink link, UserOfAccount holder, String hash) {
        setPassword(change, holder.user(), hash, false);
        sessions.end(change.tx(), holder.user().account(), holder.user().id(), 0);
        links.markUsed(change.tx(), link, change.now());
    }

    @Override
    public String noun() {
        return "users";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account, UserFilter.ALL);
    }

    @Override
    public Map<AccountId, Long> counts(Tx tx, List<AccountId> accounts) {
        return store.counts(tx, accounts);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        links.deleteOf(tx, account);
        sessions.delete(tx, account);
        store.deleteAll(tx, account);
    }
}
