package io.mailyard.signin;

import io.mailyard.access.RecoveryCode;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Secrets of people of one kind: password hash and second factor in their own table, recovery codes
 * in a table beside it.
 */
public final class SignInSecrets {
    private final PersonTables tables;
    private final SignInNetworks networks;

    public SignInSecrets(PersonTables tables) {
        this.tables = tables;
        this.networks = new SignInNetworks(tables);
    }

    /**
     * Secrets that a sign-in is checked against.
     *
     * @param passwordHash empty: no password, so none is right
     * @param totp secret of the second factor
     * @param totpStep the last time step whose code was used
     */
    record Secrets(String passwordHash, Optional<String> totp, long totpStep) {
        private static Secrets of(Row row) {
            return new Secrets(
                    Optional.ofNullable(row.textOrNull("password_hash")).orElse(""),
                    Optional.ofNullable(row.textOrNull("totp_secret")),
                    row.number("totp_step"));
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

    Secrets find(Tx tx, long person) {
        return tx.one(
                        "SELECT password_hash, totp_secret, totp_step FROM "
                                + tables.plural()
                                + " WHERE id = ?",
                        Secrets::of,
                        person)
                .orElseThrow();
    }

    void setTotp(Tx tx, long person, String secret, long step, Instant now) {
        tx.update(
                "UPDATE "
                        + tables.plural()
                        + " SET totp_secret = ?, totp_step = ?, totp_since = ? WHERE id = ?",
                secret,
                step,
                now,
                person);
    }

    /** Uses up a time step; false where it is used already. */
    boolean useStep(Tx tx, long person, long step) {
        return tx.update(
                        "UPDATE "
                                + tables.plural()
                                + " SET totp_step = ? WHERE id = ? AND totp_step < ?",
                        step,
                        person,
                        step)
                > 0;
    }

    /** Takes the second factor away, with its recovery codes. */
    public void removeFactors(Tx tx, long person) {
        tx.update(
                "UPDATE "
                        + tables.plural()
                        + " SET totp_secret = NULL, totp_since = NULL WHERE id = ?",
                person);
        removeCodes(tx, person);
    }

    private void removeCodes(Tx tx, long person) {
        tx.update("DELETE FROM " + tables.codes() + " WHERE " + tables.of() + " = ?", person);
    }

    /** Replaces the recovery codes. */
    void setCodes(Tx tx, long person, List<RecoveryCode> codes) {
        removeCodes(tx, person);
        codes.forEach(code ->
                tx.update(
                        "INSERT INTO "
                                + tables.codes()
                                + " ("
                                + tables.of()
                                + ", hash) VALUES (?, ?)",
                        person,
                        code.hash()));
    }

    /** Uses up a recovery code; false where it is none. */
    boolean useCode(Tx tx, long person, RecoveryCode code) {
        return tx.update(
                        "DELETE FROM "
                                + tables.codes()
                                + " WHERE "
                                + tables.of()
                                + " = ? AND hash = ?",
                        person,
                        code.hash())
                > 0;
    }

    /** Recovery codes that are left. */
    public long countCodes(Tx tx, long person) {
        return tx.number(
                "SELECT count(*) FROM " + tables.codes() + " WHERE " + tables.of() + " = ?",
                person);
    }

    void recordSignIn(Tx tx, long person, Instant at, String address) {
        tx.update(
                "UPDATE "
                        + tables.plural()
                        + " SET last_sign_in_at = ?, last_sign_in_from = ? WHERE id = ?",
                at,
                address,
                person);
    }

    /** Removes what a person who is deleted has beside its own row; sessions end on their own. */
    public void delete(Tx tx, long person) {
        removeCodes(tx, person);
        networks.delete(tx, person);
    }
}
