package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.NameRules;
import io.mailyard.db.Dialect;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.tools.FoundItem.Match;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds accounts, users, domains and tokens: by id and whole name, then by how names begin, all in
 * indexes; titles and domains also by a part, and where nothing fits names of accounts, each in an
 * index alone.
 */
final class ObjectFinder {
    /** Hits of a group that are ranked; a few more than are shown. */
    static final int MOST = 8;

    private static final String ACCOUNT = "/admin/accounts/";

    private final Tx tx;
    private final Dialect dialect;
    private final Principal principal;
    private final FindText text;

    ObjectFinder(Tx tx, Principal principal, FindText text) {
        this.tx = tx;
        this.dialect = tx.dialect();
        this.principal = principal;
        this.text = text;
    }

    /** A condition that the caller reaches the account of a row. */
    private String reached(String column) {
        return reached(principal, column);
    }

    /** A condition that a caller reaches the account of a row. */
    static String reached(Principal principal, String column) {
        return principal.bound()
                ? " AND "
                        + column
                        + " IN ("
                        + principal.accounts().stream()
                                .map(AccountId::toString)
                                .collect(Collectors.joining(", "))
                        + ")"
                : "";
    }

    private boolean isId(long id) {
        return text.id().filter(given -> given == id).isPresent();
    }

    private List<Long> ids(String sql, @Nullable Object... args) {
        return tx.query(sql, row -> row.number(), args);
    }

    /** Ids of rows whose column begins with a text. */
    private List<Long> beginning(
            String table, String column, String text, String id, String owner) {
        return GreekSigma.beginnings(text).stream()
                .flatMap(beginning -> begun(table, column, beginning, id, owner).stream())
                .limit(MOST)
                .toList();
    }

    private List<Long> begun(
            String table, String column, String beginning, String id, String owner) {
        return ids(
                "SELECT "
                        + id
                        + " FROM "
                        + table
                        + " WHERE "
                        + FindText.begins(dialect, column)
                        + reached(owner)
                        + " ORDER BY "
                        + (dialect == Dialect.POSTGRESQL ? column + " COLLATE \"C\"" : column)
                        + " LIMIT "
                        + MOST,
                beginning,
                FindText.end(beginning));
    }

    List<FoundItem> accounts() {
        Set<Long> found = new LinkedHashSet<>();
        text.id().ifPresent(found::add);
        for (String key : new LinkedHashSet<>(NameRules.keys(text.given()))) {
            found.addAll(ids("SELECT id FROM accounts WHERE name_key = ?", key));
        }
        found.addAll(
                ids(
                        "SELECT id FROM accounts WHERE title_key = ?"
                                + reached("id")
                                + " ORDER BY id LIMIT "
                                + MOST,
                        text.folded()));
        found.addAll(beginning("accounts", "name_key", text.key(), "id", "id"));
        found.addAll(beginning("accounts", "title_key", text.folded(), "id", "id"));
        if (found.size() < MOST && text.mayBePart()) {
            found.addAll(
                    ids(
                            "SELECT id FROM accounts WHERE "
                                    + FindText.contains(dialect, "title_key", text.folded())
                                    + reached("id")
                                    + " ORDER BY title_key, id LIMIT "
                                    + MOST,
                            GreekSigma.folded(text.folded())));
        }
        if (found.isEmpty() && text.mayBePart()) {
            found.addAll(
                    ids(
                            "SELECT id FROM accounts WHERE name_key IN (SELECT name_key FROM"
                                    + " accounts WHERE "
                                    + FindText.contains(dialect, "name_key", text.key())
                                    + " ORDER BY name_key LIMIT "
                                    + MOST
                                    + ")"
                                    + reached("id"),
                            GreekSigma.folded(text.key())));
        }
        return InClause.query(
                tx,
                "SELECT id, name, name_key, title, title_key, is_active, is_frozen, deleted_at"
                        + " FROM accounts WHERE id IN {list}"
                        + reached("id"),
                found,
                this::account);
    }

    private FoundItem account(Row row) {
        long id = row.number("id");
        Match name = FindText.match(row.text("name_key"), text.key());
        Match title = FindText.match(row.text("title_key"), text.folded());
        boolean isNamed = isId(id);
        Match best = name.compareTo(title) < 0 ? name : title;
        return FoundItem.of(
                        FindGroup.ACCOUNTS,
                        isNamed ? Match.EXACT : best,
                        id,
                        row.text("title"),
                        row.text("name"),
                        ACCOUNT + id)
                .of(id)
                .in(
                        state(
                                row.flag("is_active"),
                                row.flag("is_frozen"),
                                row.timeOrNull("deleted_at") != null));
    }

    private static String state(boolean active, boolean frozen, boolean deleted) {
        AccountState state = AccountState.of(active, frozen, deleted);
        return state == AccountState.ACTIVE ? "" : state.name().toLowerCase(Locale.ROOT);
    }

    List<FoundItem> users() {
        Set<Long> found = new LinkedHashSet<>();
        text.id().ifPresent(found::add);
        int at = text.given().lastIndexOf('@');
        if (text.isMail()) {
            List<String> logins = NameRules.keys(text.given().substring(0, at));
            List<String> names = NameRules.keys(text.given().substring(at + 1));
            found.addAll(
                    ids(
                            "SELECT u.id FROM accounts a JOIN users u ON u.account_id = a.id"
                                    + " WHERE a.name_key IN (?, ?) AND u.login_key IN (?, ?)",
                            names.getFirst(),
                            names.getLast(),
                            logins.getFirst(),
                            logins.getLast()));
            found.addAll(
                    ids(
                            "SELECT id FROM users WHERE lower(email) = ?"
                                    + reached("account_id")
                                    + " ORDER BY id LIMIT "
                                    + MOST,
                            text.lower()));
        }
        found.addAll(beginning("users", "login_key", text.key(), "id", "account_id"));
        return InClause.query(
                tx,
                """
                SELECT u.id, u.account_id, u.login, u.login_key, u.email, u.active, a.name, a.title,
                  a.is_active, a.is_frozen, a.deleted_at
                FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.id IN {list}
                """
                        .replace("{list}", "{list}" + reached("u.account_id")),
                found,
                this::user);
    }

    private FoundItem user(Row row) {
        long account = row.number("account_id");
        String login = row.text("login") + "@" + row.text("name");
        boolean isNamed =
                isId(row.number("id"))
                        || row.text("email").equalsIgnoreCase(text.given())
                        || NameRules.key(login).equals(text.key());
        return FoundItem.of(
                        FindGroup.USERS,
                        isNamed ? Match.EXACT : FindText.match(row.text("login_key"), text.key()),
                        row.number("id"),
                        login,
                        row.text("title"),
                        ACCOUNT + account + "/users/" + row.number("id"))
                .of(account)
                .in(
                        row.flag("active")
                                ? state(
                                        row.flag("is_active"),
                                        row.flag("is_frozen"),
                                        row.timeOrNull("deleted_at") != null)
                                : "inactive");
    }

    List<FoundItem> domains() {
        Set<Long> found = new LinkedHashSet<>();
        text.id().ifPresent(found::add);
        found.addAll(beginning("domains", "domain", text.ascii(), "id", "account_id"));
        if (found.size() < MOST && text.mayBePartOfDomain()) {
            found.addAll(
                    ids(
                            "SELECT id FROM domains WHERE domain IN (SELECT domain FROM domains WHERE "
                                    + FindText.contains(dialect, "domain")
                                    + " ORDER BY domain LIMIT "
                                    + MOST
                                    + ")"
                                    + reached("account_id")
                                    + " ORDER BY domain, id LIMIT "
                                    + MOST,
                            text.ascii()));
        }
        return InClause.query(
                tx,
                """
                SELECT d.id, d.account_id, d.domain, d.state, a.title
                FROM domains d LEFT JOIN accounts a ON a.id = d.account_id WHERE d.id IN {list}
                """
                        .replace("{list}", "{list}" + reached("d.account_id")),
                found,
                this::domain);
    }

    private FoundItem domain(Row row) {
        long id = row.number("id");
        long account = row.number("account_id");
        String domain = row.text("domain");
        boolean isNamed = isId(id);
        String title = row.textOrNull("title");
        return FoundItem.of(
                        FindGroup.DOMAINS,
                        isNamed ? Match.EXACT : Match.of(domain, text.ascii()),
                        id,
                        domain,
                        title == null ? "" : title,
                        account == AccountId.PLATFORM.value()
                                ? "/admin/tools/dns?domain=" + domain
                                : ACCOUNT + account + "/domains/" + id)
                .of(account)
                .in(row.text("state").equals("verified") ? "" : row.text("state"));
    }

    List<FoundItem> tokens() {
        boolean platform = !principal.bound() && principal.scopes().permit("tokens", false);
        boolean accounts = principal.scopes().permit("account_tokens", false);
        Set<Long> found = new LinkedHashSet<>();
        text.id().ifPresent(found::add);
        found.addAll(ids("SELECT id FROM tokens WHERE prefix = ? LIMIT " + MOST, text.given()));
        found.addAll(beginning("tokens", "lower(name)", text.lower(), "id", "account_id"));
        return InClause.query(
                        tx,
                        """
                        SELECT t.id, t.account_id, t.name, t.active, t.prefix, a.title
                        FROM tokens t LEFT JOIN accounts a ON a.id = t.account_id WHERE t.id IN {list}
                        """
                                .replace("{list}", "{list}" + reached("t.account_id")),
                        found,
                        this::token)
                .stream()
                .filter(token -> token.account().isPresent() ? accounts : platform)
                .toList();
    }

    private FoundItem token(Row row) {
        long id = row.number("id");
        long account = row.number("account_id");
        String title = row.textOrNull("title");
        boolean isNamed = isId(id) || text.given().equals(row.textOrNull("prefix"));
        return FoundItem.of(
                        FindGroup.TOKENS,
                        isNamed
                                ? Match.EXACT
                                : Match.of(row.text("name").toLowerCase(Locale.ROOT), text.lower()),
                        id,
                        row.text("name"),
                        title == null ? "" : title,
                        account == AccountId.PLATFORM.value()
                                ? "/admin/access/tokens/" + id
                                : ACCOUNT + account + "/tokens/" + id)
                .of(account)
                .in(row.flag("active") ? "" : "inactive");
    }
}
