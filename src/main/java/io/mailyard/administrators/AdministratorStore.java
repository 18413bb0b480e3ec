package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.RecoveryCode;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldTable.Extra;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Administrators with their secrets, in the tables {@code administrator...}. */
final class AdministratorStore {
    private static final FieldTable<Administrator> TABLE =
            new FieldTable<>("administrators", Administrator.FIELDS, Administrator::new);

    /**
     * Secrets that a sign-in is checked against.
     *
     * @param passwordHash empty: no password, so none is right
     * @param totp secret of the second factor
     * @param totpStep the last time step whose code was used
     */
    record Secrets(String passwordHash, Optional<String> totp, long totpStep) {
        private static Secrets of(Row row) {
            return new Secrets(row.text(1), Optional.ofNullable(row.textOrNull(2)), row.number(3));
        }

        /** Whether password and second factor are still those that were checked. */
        boolean isAs(Secrets checked) {
            return passwordHash.equals(checked.passwordHash) && totp.equals(checked.totp);
        }

        /** Masked. */
        @Override
        public String toString() {
            return "Secrets[***]";
        }
    }

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

    Slice<Administrator> list(Tx tx, Optional<String> role, Optional<Boolean> active, Page page) {
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
        return TABLE.page(tx, page, where.toString(), args.toArray());
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

    void update(Tx tx, Administrator person) {
        TABLE.update(tx, person);
    }

    /** Renames a role in all who have it. */
    void renameRole(Tx tx, String from, String to) {
        tx.update("UPDATE administrators SET role = ? WHERE role = ?", to, from);
    }

    Secrets secrets(Tx tx, AdministratorId id) {
        return tx.one(
                        """
                        SELECT password_hash, totp_secret, totp_step
                        FROM administrators WHERE id = ?
                        """,
                        Secrets::of,
                        id.value())
                .orElseThrow();
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

    /** Whether the password that the program made was changed since, by its hash. */
    boolean isChanged(Tx tx, String initialHash) {
        return TABLE.count(tx, "initial_hash = ?", "changed " + initialHash) > 0;
    }

    void setTotp(Tx tx, AdministratorId id, String secret, long step, Instant now) {
        tx.update(
                """
                UPDATE administrators SET totp_secret = ?, totp_step = ?, totp_since = ?
                WHERE id = ?
                """,
                secret,
                step,
                now,
                id.value());
    }

    /** Uses up a time step; false where it is used already. */
    boolean useStep(Tx tx, AdministratorId id, long step) {
        return tx.update(
                        "UPDATE administrators SET totp_step = ? WHERE id = ? AND totp_step < ?",
                        step,
                        id.value(),
                        step)
                > 0;
    }

    /** Takes the second factor away, with its recovery codes. */
    void removeFactors(Tx tx, AdministratorId id) {
        tx.update(
                "UPDATE administrators SET totp_secret = NULL, totp_since = NULL WHERE id = ?",
                id.value());
        removeCodes(tx, id);
    }

    private static void removeCodes(Tx tx, AdministratorId id) {
        tx.update(
                "DELETE FROM administrator_recovery_codes WHERE administrator_id = ?", id.value());
    }

    /** Replaces the recovery codes. */
    void setCodes(Tx tx, AdministratorId id, List<RecoveryCode> codes) {
        removeCodes(tx, id);
        codes.forEach(code ->
                tx.update(
                        """
                        INSERT INTO administrator_recovery_codes (administrator_id, hash)
                        VALUES (?, ?)
                        """,
                        id.value(),
                        code.hash()));
    }

    /** Uses up a recovery code; false where it is none. */
    boolean useCode(Tx tx, AdministratorId id, RecoveryCode code) {
        return tx.update(
                        """
                        DELETE FROM administrator_recovery_codes
                        WHERE administrator_id = ? AND hash = ?
                        """,
                        id.value(),
                        code.hash())
                > 0;
    }

    long countCodes(Tx tx, AdministratorId id) {
        return tx.number(
                "SELECT count(*) FROM administrator_recovery_codes WHERE administrator_id = ?",
                id.value());
    }

    void signedIn(Tx tx, AdministratorId id, Instant at, String address) {
        tx.update(
                """
                UPDATE administrators SET last_sign_in_at = ?, last_sign_in_from = ? WHERE id = ?
                """,
                at,
                address,
                id.value());
    }

    /** Removes the person and everything of its own; not what it gave out. */
    void delete(Tx tx, AdministratorId id) {
        removeCodes(tx, id);
        tx.update("DELETE FROM administrator_networks WHERE administrator_id = ?", id.value());
        tx.update("DELETE FROM administrators WHERE id = ?", id.value());
    }
}
