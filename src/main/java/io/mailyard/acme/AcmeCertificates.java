package io.mailyard.acme;

import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.http.ChallengeKeys;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.PemPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.util.CertificateUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificate: orders it when it is due, writes it for the listeners when this or another
 * server has a new one, and answers the authority.
 */
public final class AcmeCertificates implements AutoCloseable, ChallengeKeys {
    /** Where HTTP-01 is asked (RFC 8555, 8.3); the token follows. */
    public static final String PATH = "/.well-known/acme-challenge";

    static final String ALPN = "alpn:";

    private static final Logger LOG = LoggerFactory.getLogger(AcmeCertificates.class);

    /** Time within which a certificate that another server ordered is served here. */
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final AcmeConfig config;
    private final AcmeStore store;
    private final PemPair files;
    private final InstantSource clock;
    private final Runnable reload;
    private final BackgroundLoop rounds;
    private volatile String failure = "";
    private boolean attempted;
    private @Nullable MadeKey made;

    private record MadeKey(String asked, ChallengeKey key) {}

    private AcmeCertificates(
            AcmeConfig config,
            Database database,
            Path dataFolder,
            InstantSource clock,
            Runnable reload) {
        this.config = config;
        this.store = new AcmeStore(database);
        this.files = AcmeConfig.files(dataFolder);
        this.clock = clock;
        this.reload = reload;
        this.rounds = new BackgroundLoop("acme", EVERY, this::round);
    }

    /**
     * @param reload presents the files anew
     */
    public static AcmeCertificates of(
            AcmeConfig config,
            Database database,
            Path dataFolder,
            InstantSource clock,
            Runnable reload) {
        return new AcmeCertificates(config, database, dataFolder, clock, reload);
    }

    /** Begins, once the challenges can be answered. */
    public AcmeCertificates start() {
        rounds.start();
        return this;
    }

    /** Why the last order failed; empty: it did not. */
    public String failure() {
        return failure;
    }

    private boolean round() throws InterruptedException {
        AcmeStore.StoredAcme stored = store.stored();
        failure = stored.failure();
        present(stored);
        Instant now = clock.instant();
        if (stored.isDue(config, now) && may(stored, now) && store.claim(now)) {
            attempted = true;
            order(store.stored());
            present(store.stored());
        }
        return false;
    }

    /**
     * Whether an order need not wait. After a failure it does, except for settings that were
     * changed since: once in a process, as two servers with different ones would take turns
     * otherwise.
     */
    private boolean may(AcmeStore.StoredAcme stored, Instant now) {
        return stored.tryAt().filter(at -> at.isAfter(now)).isEmpty()
                || (!attempted && stored.failedWithOthers(config));
    }

    private void present(AcmeStore.StoredAcme stored) {
        if (stored.chain().isEmpty()) {
            return;
        }
        try {
            if (SelfSigned.write(files, stored.chain(), stored.privateKey())) {
                reload.run();
            }
        } catch (IOException e) {
            LOG.error("cannot write {}: {}", files.certificate(), e.getMessage());
        }
    }

    private void order(AcmeStore.StoredAcme stored) throws InterruptedException {
        try {
            AcmeOrder.IssuedCertificate issued = new AcmeOrder(config, store, clock).run(stored);
            X509Certificate first = issued.chain().getFirst();
            Instant until = first.getNotAfter().toInstant();
            Instant renew =
                    AcmeOrder.renewAt(
                            first.getNotBefore().toInstant(),
                            until,
                            ThreadLocalRandom.current().nextDouble());
            store.saveCertificate(
                    config,
                    Keys.chainPem(issued.chain()),
                    Keys.privatePem(issued.key()),
                    until,
                    renew);
            failure = "";
            LOG.info(
                    "a certificate for {} was issued, valid until {}; it is renewed on {}",
                    String.join(", ", config.names()),
                    until,
                    renew);
        } catch (AcmeRateLimitedException limited) {
            recordFailure(stored, limited, limited.getRetryAfter());
        } catch (AcmeException | IOException | RuntimeException e) {
            recordFailure(stored, e, Optional.empty());
        }
    }

    private void recordFailure(
            AcmeStore.StoredAcme stored, Exception why, Optional<Instant> notBefore) {
        String reason = reason(why);
        Instant next =
                clock.instant()
                        .plus(
                                AcmeOrder.pause(
                                        stored.failures() + 1,
                                        ThreadLocalRandom.current().nextDouble()));
        Instant tryAt = notBefore.filter(at -> at.isAfter(next)).orElse(next);
        LOG.error("no certificate was issued: {}; tried again at {}", reason, tryAt);
        failure = reason;
        try {
            store.saveFailure(config, reason, tryAt);
        } catch (RuntimeException away) {
            if (Retryable.detail(away).isEmpty()) {
                throw away;
            }
        }
    }

    /** With its cause: the library's own words are only that the network failed. */
    private static String reason(Throwable why) {
        String own = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        Throwable cause = why.getCause();
        return cause == null ? own : own + ": " + reason(cause);
    }

    /** Answers HTTP-01. */
    public HttpReply answer(HttpRequest request) {
        String token = request.path().substring(request.path().lastIndexOf('/') + 1);
        Optional<String> answer =
                token.matches("[A-Za-z0-9_-]{1,200}") ? store.answer(token) : Optional.empty();
        return new HttpReply.WholeReply(
                answer.isPresent() ? 200 : 404,
                "application/octet-stream",
                Map.of("Cache-Control", "no-store"),
                answer.orElse("").getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers TLS-ALPN-01 (RFC 8737, 3): a certificate that carries the digest. */
    @Override
    public Optional<ChallengeKey> find(String name) {
        return store.answer(ALPN + name).map(digest -> made(name, digest));
    }

    /** The one made last is kept: anybody may ask while a challenge is open, and a key is dear. */
    private synchronized ChallengeKey made(String name, String digest) {
        String asked = name + " " + digest;
        MadeKey known = made;
        if (known != null && known.asked().equals(asked)) {
            return known.key();
        }
        KeyPair pair = Keys.makeRsa();
        try {
            ChallengeKey key =
                    new ChallengeKey(
                            CertificateUtils.createTlsAlpn01Certificate(
                                    pair, Identifier.dns(name), HexFormat.of().parseHex(digest)),
                            pair.getPrivate());
            made = new MadeKey(asked, key);
            return key;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
