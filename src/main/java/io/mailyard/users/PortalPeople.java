package io.mailyard.users;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Scopes;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.NameRules;
import io.mailyard.db.Tx;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.signin.People;
import io.mailyard.signin.PersonTables;
import io.mailyard.signin.SessionTable;
import io.mailyard.signin.SignInSession;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Optional;

/** Users of accounts as those who sign in, as {@code login@account}. */
final class PortalPeople implements People<PortalUser> {
    static final PersonTables TABLES = new PersonTables("user", "users", Audience.ACCOUNT);

    static final Field<Optional<AdministratorId>> ENTERED_BY =
            Field.own(
                    "entered_by",
                    ColumnCodec.NUMBER.map(
                            id ->
                                    Optional.of(id)
                                            .filter(some -> some > 0)
                                            .map(AdministratorId::new),
                            id -> id.map(AdministratorId::value).orElse(0L)),
                    Optional.empty(),
                    "The administrator who has entered as the user.");
    static final Field<Boolean> ENTERED_WRITES =
            Field.own(
                    "entered_writes",
                    ColumnCodec.FLAG,
                    false,
                    "Whether that administrator may change something.");

    /** The provider that has opened a session; 0: a password has. */
    static final Field<Long> PROVIDER =
            Field.own("provider_id", ColumnCodec.NUMBER, 0L, "Which provider has opened it.");

    static final Field<Boolean> PROVIDER_FACTOR =
            Field.own(
                    "provider_factor",
                    ColumnCodec.FLAG,
                    false,
                    "Whether the provider's word stands for a second factor.");

    static final SessionTable SESSIONS =
            new SessionTable(
                    TABLES,
                    "SELECT u.login || '@' || a.name FROM users u JOIN accounts a"
                            + " ON a.id = u.account_id WHERE u.id = user_id",
                    List.of(ENTERED_BY, ENTERED_WRITES, PROVIDER, PROVIDER_FACTOR));

    private static final String ACCOUNT_OF_NAME =
            "SELECT id FROM accounts WHERE name_key IN (?, ?)"
                    + " ORDER BY CASE WHEN name_key = ? THEN 0 ELSE 1 END LIMIT 1";

    private final Accounts accounts;
    private final Users users;
    private final String platform;
    private final UserStore store = new UserStore();

    PortalPeople(Accounts accounts, Users users, String platform) {
        this.platform = platform;
        this.accounts = accounts;
        this.users = users;
    }

    @Override
    public PersonTables tables() {
        return TABLES;
    }

    @Override
    public String platform() {
        return platform;
    }

    @Override
    public Optional<PortalUser> find(Tx tx, long number) {
        return tx.one(
                        "SELECT account_id FROM users WHERE id = ?",
                        row -> new AccountId(row.number()),
                        number)
                .flatMap(account -> store.find(tx, account, new UserId(number)))
                .flatMap(user -> with(tx, user));
    }

    private Optional<PortalUser> with(Tx tx, User user) {
        return accounts.find(tx, user.account())
                .filter(account -> account.deletedAt().isEmpty())
                .map(account -> new PortalUser(user, account));
    }

    @Override
    public Optional<PortalUser> find(Tx tx, String typed) {
        int at = typed.lastIndexOf('@');
        if (at < 1 || typed.indexOf('\0') >= 0) { // which no store takes
            return Optional.empty();
        }
        Login login;
        List<String> keys;
        try {
            login = new Login(typed.substring(0, at));
            keys = NameRules.keys(typed.substring(at + 1));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
        return account(tx, keys)
                .flatMap(account -> store.find(tx, account, login))
                .flatMap(user -> with(tx, user));
    }

    /** The account of a name, in any case; empty where there is none such. */
    Optional<AccountId> account(Tx tx, String typed) {
        if (typed.isEmpty() || typed.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return account(tx, NameRules.keys(typed));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Optional<AccountId> account(Tx tx, List<String> keys) {
        return tx.one(
                ACCOUNT_OF_NAME,
                row -> new AccountId(row.number()),
                keys.getFirst(),
                keys.getLast(),
                keys.getFirst());
    }

    @Override
    public String key(String typed) {
        return NameRules.folded(typed);
    }

    @Override
    public Scopes scopes(Tx tx, PortalUser person) {
        return person.scopes();
    }

    @Override
    public void setPassword(Change change, PortalUser person, String hash) {
        users.setPassword(change, person.user(), hash, false);
    }

    @Override
    public void mustBeGood(String password, PortalUser person) {
        List<Fault> faults =
                PasswordRules.broken(
                                password,
                                person.user().login().text(),
                                person.owner().name().text(),
                                person.email())
                        .stream()
                        .map(rule -> new Fault("password", PasswordRules.sentence(rule)))
                        .toList();
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    @Override
    public boolean isEntered(SignInSession session) {
        return isEnteredSession(session);
    }

    static boolean isEnteredSession(SignInSession session) {
        return session.get(ENTERED_BY).isPresent();
    }

    /** The provider; it is the second factor of the user's own that was asked for. */
    @Override
    public FieldValues carried(SignInSession waiting) {
        return FieldValues.NONE.with(PROVIDER, waiting.get(PROVIDER));
    }
}
