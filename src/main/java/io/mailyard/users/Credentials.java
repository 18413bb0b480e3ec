package io.mailyard.users;

import io.mailyard.access.Passwords;
import io.mailyard.accounts.SubmissionPasswords;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.NameRules;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.gate.TokenSignIn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Credentials of users who sign in as {@code login@account}, for the protocols that take a
 * password.
 */
public final class Credentials {
    /** Prefers the account whose own key matches, then the one whose name is equal. */
    private static final String ACCOUNT_ID =
            "(SELECT id FROM accounts WHERE name_key IN (?, ?)"
                    + " ORDER BY CASE WHEN name_key = ? THEN 0 ELSE 1 END LIMIT 1)";

    private static final String OF_USER =
            "SELECT a.id, a.is_active, a.is_frozen, a.deleted_at,"
                    + " a.submission_passwords, u.login, u.active, u.password_hash"
                    + " FROM accounts a JOIN users u ON u.account_id = a.id"
                    + " WHERE a.id = "
                    + ACCOUNT_ID
                    + " AND u.login_key IN (?, ?) ORDER BY CASE WHEN u.login_key = ? THEN 0 ELSE 1 END LIMIT 1";
    private static final String OF_ACCOUNT =
            "SELECT id, is_active, is_frozen, deleted_at FROM accounts WHERE id = " + ACCOUNT_ID;
    private static final String STATE =
            "SELECT is_active, is_frozen, deleted_at FROM accounts WHERE id = ?";

    private static final String TOKENS = SubmissionPasswords.TOKENS.name().toLowerCase(Locale.ROOT);

    private final Database database;
    private final Passwords passwords;
    private final TokenSignIn tokens;

    public Credentials(Database database, Passwords passwords, TokenSignIn tokens) {
        this.database = database;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    /** Tokens of accounts, which stand for a password. */
    public TokenSignIn tokens() {
        return tokens;
    }

    /**
     * A user who signs in.
     *
     * @param hash hash of the password, for {@link #matches}; empty: none was ever set
     * @param tokensAlone whether the account takes no passwords by SMTP
     */
    public record Credential(
            AccountId account,
            AccountState standing,
            String login,
            boolean active,
            Optional<String> hash,
            boolean tokensAlone) {
        /** Masks the hash. */
        @Override
        public String toString() {
            return login + " of account " + account;
        }
    }

    /**
     * Whether the password matches the hash. Takes some 50 ms.
     *
     * @throws io.mailyard.base.ApiException error 503 if too many checks are waiting
     */
    public boolean matches(String password, String hash, Passwords.Requester requester) {
        return passwords.matches(password, hash, requester);
    }

    /** A hash that no password matches, to be checked if there is no user. */
    public String decoy() {
        return passwords.hash("nobody's");
    }

    /** The account of a client that needs no password. */
    public record SignInAccount(AccountId account, AccountState state) {}

    /** The user with a name such as {@code login@account}, both parts in any case. */
    public Optional<Credential> find(String name) {
        int at = name.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        List<String> login = NameRules.keys(name.substring(0, at));
        List<String> account = NameRules.keys(name.substring(at + 1));
        return database.readOne(tx ->
                tx.one(
                        OF_USER,
                        Credentials::credential,
                        account.getFirst(),
                        account.getLast(),
                        account.getFirst(),
                        login.getFirst(),
                        login.getLast(),
                        login.getFirst()));
    }

    /** The account with that name, in any case. */
    public Optional<SignInAccount> account(String name) {
        List<String> keys = NameRules.keys(name);
        return database.readOne(tx ->
                tx.one(
                        OF_ACCOUNT,
                        row ->
                                new SignInAccount(
                                        new AccountId(row.number("id")), accountState(row)),
                        keys.getFirst(),
                        keys.getLast(),
                        keys.getFirst()));
    }

    private static Credential credential(Row row) {
        return new Credential(
                new AccountId(row.number("id")),
                accountState(row),
                row.text("login"),
                row.flag("active"),
                Optional.ofNullable(row.textOrNull("password_hash")),
                row.text("submission_passwords").equals(TOKENS));
    }

    /** Whether a name is of an account: its id, or {@code login@account} of an active user. */
    public boolean isOf(String name, AccountId account) {
        return name.equals(Long.toString(account.value()))
                || find(name)
                        .filter(user -> user.active() && user.account().equals(account))
                        .isPresent();
    }

    /** The state of an account; deleted where there is none. */
    public AccountState state(AccountId account) {
        return database.readOne(tx -> tx.one(STATE, Credentials::accountState, account.value()))
                .orElse(AccountState.DELETED);
    }

    private static AccountState accountState(Row row) {
        return AccountState.of(
                row.flag("is_active"), row.flag("is_frozen"), row.timeOrNull("deleted_at") != null);
    }
}
