package io.mailyard.acme;

import io.mailyard.db.Database;
import io.mailyard.db.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The certificate and the open challenges, which all servers over a store share. */
final class AcmeStore {
    /** An order takes seconds; after this time another server may try. */
    private static final Duration ORDERING = Duration.ofMinutes(10);

    private final Database database;

    AcmeStore(Database database) {
        this.database = database;
    }

    /**
     * The certificate.
     *
     * @param chain empty: none was issued yet
     * @param failure why the last order failed; empty: it did not
     * @param failedSettings {@link AcmeConfig#fingerprint} of that order; empty: it did not fail,
     *     or failed at a server before 0.2.0
     */
    record StoredAcme(
            String directory,
            String names,
            String accountKey,
            String chain,
            String privateKey,
            Optional<Instant> expiresAt,
            Optional<Instant> renewAt,
            Optional<Instant> tryAt,
            long failures,
            String failure,
            String failedSettings) {
        private static StoredAcme read(Row row) {
            return new StoredAcme(
                    row.text("directory"),
                    row.text("names"),
                    row.text("account_key"),
                    row.text("chain"),
                    row.text("private_key"),
                    Optional.ofNullable(row.timeOrNull("expires_at")),
                    Optional.ofNullable(row.timeOrNull("renew_at")),
                    Optional.ofNullable(row.timeOrNull("try_at")),
                    row.number("failures"),
                    row.text("failure"),
                    row.text("failed_settings"));
        }

        /** Whether the last order failed, and with other settings than these. */
        boolean failedWithOthers(AcmeConfig config) {
            return !failedSettings.isEmpty() && !failedSettings.equals(config.fingerprint());
        }

        /** Whether one is to be ordered: there is none, it is another's, or its time has come. */
        boolean isDue(AcmeConfig config, Instant now) {
            return chain.isEmpty()
                    || !directory.equals(config.directory().toString())
                    || !names.equals(String.join(",", config.names()))
                    || renewAt.filter(at -> at.isAfter(now)).isEmpty();
        }
    }

    StoredAcme stored() {
        return database.readOne(tx ->
                tx.one(
                                "SELECT directory, names, account_key, chain, private_key, expires_at, renew_at,"
                                        + " try_at, failures, failure, failed_settings FROM acme_certificate",
                                StoredAcme::read)
                        .orElseThrow());
    }

    /** Takes the order, unless another server has it. */
    boolean claim(Instant now) {
        return database.write(tx ->
                tx.update(
                        "UPDATE acme_certificate SET ordering_until = ?"
                                + " WHERE (ordering_until IS NULL OR ordering_until < ?)",
                        now.plus(ORDERING),
                        now))
                > 0;
    }

    /**
     * Keeps the account at an authority that has issued nothing yet: what is there is of another
     * one, and stays due until an order succeeds.
     */
    void keepAccount(String directory, String key) {
        database.write(tx ->
                tx.update(
                        "UPDATE acme_certificate SET directory = ?, account_key = ?, renew_at = NULL",
                        directory,
                        key));
    }

    void saveCertificate(
            AcmeConfig config, String chain, String key, Instant expiresAt, Instant renewAt) {
        database.write(tx ->
                tx.update(
                        "UPDATE acme_certificate SET names = ?, chain = ?, private_key = ?, expires_at = ?,"
                                + " renew_at = ?, ordering_until = NULL, try_at = NULL, failures = 0,"
                                + " failure = '', failed_settings = ''",
                        String.join(",", config.names()),
                        chain,
                        key,
                        expiresAt,
                        renewAt));
    }

    void saveFailure(AcmeConfig config, String reason, Instant tryAt) {
        database.write(tx ->
                tx.update(
                        "UPDATE acme_certificate SET ordering_until = NULL, try_at = ?, failures = failures + 1,"
                                + " failure = ?, failed_settings = ?",
                        tryAt,
                        reason,
                        config.fingerprint()));
    }

    /** Opens a challenge for as long as an order may take. */
    void open(String asked, String answer, Instant now) {
        database.write(tx -> {
            tx.update("DELETE FROM acme_challenges WHERE expires_at < ?", now);
            return tx.update(
                    "INSERT INTO acme_challenges (asked, answer, expires_at) VALUES (?, ?, ?)"
                            + " ON CONFLICT (asked) DO UPDATE SET answer = excluded.answer,"
                            + " expires_at = excluded.expires_at",
                    asked,
                    answer,
                    now.plus(ORDERING));
        });
    }

    void close(String asked) {
        database.write(tx -> tx.update("DELETE FROM acme_challenges WHERE asked = ?", asked));
    }

    Optional<String> answer(String asked) {
        return database.readOne(tx ->
                tx.one(
                        "SELECT answer FROM acme_challenges WHERE asked = ?",
                        row -> row.text("answer"),
                        asked));
    }
}
