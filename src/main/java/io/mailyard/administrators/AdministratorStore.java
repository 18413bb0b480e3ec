package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldTable.Extra;
import io.mailyard.signin.SignInSecrets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Administrators with their secrets, in the tables {@code administrator...}. */
final class AdministratorStore {
    private static final FieldTable<Administrator> TABLE =
            new FieldTable<>("administrators", Administrator.FIELDS, Administrator::new);

    static final SortedList SORTS =
            new SortedList(
                    "administrators",
                    SortKey.text("login", "login"),
                    SortKey.text("role", "role"),
                    SortKey.number("last_sign_in_at", "last_sign_in_at"),
                    SortKey.number("created_at", "created_at"));

    private final SignInSecrets secrets = new SignInSecrets(AdministratorPeople.TABLES);

    Optional<Administrator> find(Tx tx, AdministratorId id) {
        return TABLE.find(tx, id.value());
    }

    /** By login, in any case; whatever was typed. */
    Optional<Administrator> find(Tx tx, String login) {
        if (!Administrator.isLogin(login)) {
            return Optional.empty();
        }
        return TABLE.find(tx, "login_key = ?", Administrator.key(login));
    }

    /**
     * Filter of the administrators that are listed.
     *
     * @param search in login, name and mail address; empty: all
     */
    record AdministratorFilter(String search, Optional<String> role, Optional<Boolean> active) {}

    SortedSlice<Administrator> list(Tx tx, AdministratorFilter filter, SortedPage page) {
        Optional<String> role = filter.role();
        Optional<Boolean> active = filter.active();
        StringBuilder where = new StringBuilder(FieldTable.ALL);
        List<@Nullable Object> args = new ArrayList<>();
        role.ifPresent(name -> {
            where.append(" AND role = ?");
            args.add(name);
        });
        active.ifPresent(on -> {
            where.append(" AND active = ?");
            args.add(on);
        });
        if (!filter.search().isEmpty()) {
            where.append(" AND ")
                    .append(SortedList.contains(filter.search(), args, "login", "name", "email"));
        }
        return SORTS.read(
                tx,
                page,
                where.toString(),
                args,
                (rest, values) -> TABLE.query(tx, rest, values),
                person -> person.id().value());
    }

    long count(Tx tx) {
        return TABLE.count(tx, FieldTable.ALL);
    }

    /** Number of administrators with a role. */
    long countOf(Tx tx, String role) {
        return TABLE.count(tx, "role = ?", role);
    }

    /** Active masters besides one person. */
    long mastersBeside(Tx tx, AdministratorId other) {
        return TABLE.count(tx, "role = ? AND active = 1 AND id <> ?", Role.MASTER, other.value());
    }

    /** The first active master, else the first person; empty where there is nobody. */
    Optional<Administrator> first(Tx tx) {
        return TABLE
                .query(
                        tx,
                        "ORDER BY CASE WHEN role = ? AND active = 1 THEN 0 ELSE 1 END, id LIMIT 1",
                        Role.MASTER)
                .stream()
                .findFirst();
    }

    /**
     * @param initialHash SHA-256 of a password that the program made for the file at the machine;
     *     empty: another
     */
    void insert(Tx tx, Administrator person, String passwordHash, String initialHash) {
        TABLE.insert(
                tx,
                person,
                Extra.of("login_key", Administrator.key(person.login())),
                Extra.of("password_hash", passwordHash),
                Extra.of("initial_hash", initialHash),
                Extra.of("totp_step", 0L));
    }

    /** The person whom a provider knows by a name. */
    Optional<Administrator> provided(Tx tx, String provider, String subject) {
        return TABLE.find(tx, "provider = ? AND provider_subject = ?", provider, subject);
    }

    /**
     * Key of the provider that signs a person in, such as {@code oidc:1}; empty: a password of this
     * server's.
     */
    String provider(Tx tx, AdministratorId id) {
        return tx.one(
                        "SELECT provider FROM administrators WHERE id = ?",
                        row -> row.text(),
                        id.value())
                .orElse("");
    }

    /** The people whom a provider signs in. */
    List<Administrator> ofProvider(Tx tx, String provider) {
        return TABLE.where(tx, "provider = ?", provider);
    }

    /** Sets who signs a person in; empty: a password does. */
    void setProvider(Tx tx, AdministratorId id, String provider, String subject) {
        tx.update(
                "UPDATE administrators SET provider = ?, provider_subject = ? WHERE id = ?",
                provider,
                subject,
                id.value());
    }

    void update(Tx tx, Administrator person) {
        TABLE.update(tx, person);
    }

    /** Renames a role in all who have it. */
    void renameRole(Tx tx, String from, String to) {
        tx.update("UPDATE administrators SET role = ? WHERE role = ?", to, from);
    }

    void setPassword(
            Tx tx,
            AdministratorId id,
            String hash,
            String initialHash,
            boolean mustChange,
            Instant now) {
        tx.update(
                """
                UPDATE administrators SET password_hash = ?, initial_hash =
                    CASE WHEN ? = '' AND initial_hash <> ''
                         AND substr(initial_hash, 1, 8) <> 'changed ' THEN 'changed ' || initial_hash
                      WHEN ? = '' THEN initial_hash ELSE ? END,
                  must_change_password = ?, password_changed_at = ? WHERE id = ?
                """,
                hash,
                initialHash,
                initialHash,
                initialHash,
                mustChange,
                now,
                id.value());
    }

    /** Whether the password that the program made was changed since, or its person deleted. */
    boolean isChanged(Tx tx, String initialHash) {
        return TABLE.count(tx, "initial_hash = ?", "changed " + initialHash) > 0
                || tx.number(
                                "SELECT count(*) FROM administrator_old_passwords WHERE hash = ?",
                                initialHash)
                        > 0;
    }

    /** Takes the second factor away, with its recovery codes, and the passkeys. */
    void removeFactors(Tx tx, AdministratorId id) {
        removePasskeys(tx, id);
        secrets.removeFactors(tx, id.value());
    }

    private static void removePasskeys(Tx tx, AdministratorId id) {
        tx.update("DELETE FROM administrator_passkeys WHERE administrator_id = ?", id.value());
    }

    long countPasskeys(Tx tx, AdministratorId id) {
        return tx.number(
                "SELECT count(*) FROM administrator_passkeys WHERE administrator_id = ?",
                id.value());
    }

    long countCodes(Tx tx, AdministratorId id) {
        return secrets.countCodes(tx, id.value());
    }

    /** Removes the person and everything of its own; not what it gave out. */
    void delete(Tx tx, AdministratorId id) {
        tx.update(
                """
                INSERT INTO administrator_old_passwords (hash)
                SELECT initial_hash FROM administrators WHERE id = ? AND initial_hash <> ''
                  AND substr(initial_hash, 1, 8) <> 'changed ' ON CONFLICT (hash) DO NOTHING
                """,
                id.value());
        removePasskeys(tx, id);
        secrets.delete(tx, id.value());
        tx.update("DELETE FROM administrators WHERE id = ?", id.value());
    }
}
