package io.mailyard.acme;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** One order of a certificate (RFC 8555, 7.4). */
final class AcmeOrder {
    /** An authority looks from several places, one after another. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AcmeConfig config;
    private final AcmeStore store;
    private final InstantSource clock;

    AcmeOrder(AcmeConfig config, AcmeStore store, InstantSource clock) {
        this.config = config;
        this.store = store;
        this.clock = clock;
    }

    /** A certificate that was issued. */
    record IssuedCertificate(List<X509Certificate> chain, KeyPair key) {}

    /**
     * Orders a certificate.
     *
     * @throws AcmeException if the authority refuses
     */
    IssuedCertificate run(AcmeStore.StoredAcme stored)
            throws AcmeException, InterruptedException, IOException {
        Session session = new Session(config.directory(), new TrustingProvider(trust()));
        session.networkSettings().setTimeout(Duration.ofSeconds(30));
        Account account = account(session, stored);
        Order order = account.newOrder().domains(config.names()).create();
        for (Authorization authorization : order.getAuthorizations()) {
            prove(authorization);
        }
        order.waitUntilReady(PATIENCE);
        KeyPair key = Keys.make();
        order.execute(key);
        if (order.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new AcmeException("the order failed" + why(order.getError()));
        }
        return new IssuedCertificate(order.getCertificate().getCertificateChain(), key);
    }

    private Account account(Session session, AcmeStore.StoredAcme stored) throws AcmeException {
        boolean known =
                stored.directory().equals(config.directory().toString())
                        && !stored.accountKey().isEmpty();
        KeyPair key = known ? Keys.read(stored.accountKey()) : Keys.make();
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        if (!config.contact().isEmpty()) {
            builder.addEmail(config.contact());
        }
        if (!config.keyId().isEmpty()) {
            builder.withKeyIdentifier(config.keyId(), config.keySecret());
        }
        Account account = builder.create(session);
        if (!known) {
            store.keepAccount(config.directory().toString(), Keys.bothPem(key));
        }
        return account;
    }

    private void prove(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String name = authorization.getIdentifier().getDomain();
        String asked;
        Challenge challenge;
        if (config.alpn()) {
            TlsAlpn01Challenge alpn =
                    authorization
                            .findChallenge(TlsAlpn01Challenge.class)
                            .orElseThrow(() -> notOffered(name, "tls-alpn-01"));
            asked = AcmeCertificates.ALPN + name;
            store.open(asked, HexFormat.of().formatHex(alpn.getAcmeValidation()), clock.instant());
            challenge = alpn;
        } else {
            Http01Challenge http =
                    authorization
                            .findChallenge(Http01Challenge.class)
                            .orElseThrow(() -> notOffered(name, "http-01"));
            asked = http.getToken();
            store.open(asked, http.getAuthorization(), clock.instant());
            challenge = http;
        }
        try {
            challenge.trigger();
            if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
                challenge.fetch();
                throw new AcmeException(
                        "the authority could not verify " + name + why(challenge.getError()));
            }
        } finally {
            store.close(asked);
        }
    }

    private static StartException notOffered(String name, String kind) {
        return new StartException("the authority does not offer " + kind + " for " + name);
    }

    private static String why(Optional<Problem> problem) {
        return problem.map(Problem::toString).map(text -> ": " + text).orElse("");
    }

    private Optional<SSLContext> trust() throws IOException {
        if (config.trust().isEmpty()) {
            return Optional.empty();
        }
        try (InputStream pem = Files.newInputStream(Path.of(config.trust()))) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            List<Certificate> certificates =
                    new ArrayList<>(
                            CertificateFactory.getInstance("X.509").generateCertificates(pem));
            for (int i = 0; i < certificates.size(); i++) {
                trusted.setCertificateEntry("trusted-" + i, certificates.get(i));
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), new SecureRandom());
            return Optional.of(context);
        } catch (GeneralSecurityException unusable) {
            throw new IOException("acme.trust cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /** Trusts a private authority's directory. */
    private static final class TrustingProvider extends GenericAcmeProvider {
        private final Optional<SSLContext> trust;

        TrustingProvider(Optional<SSLContext> trust) {
            this.trust = trust;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder()
                            .followRedirects(HttpClient.Redirect.NORMAL)
                            .connectTimeout(settings.getTimeout())
                            .proxy(settings.getProxySelector());
            trust.ifPresent(builder::sslContext);
            return builder.build();
        }
    }

    /** When a certificate is renewed: after two thirds of its life, some hours sooner or later. */
    static Instant renewAt(Instant from, Instant until, double random) {
        Duration life = Duration.between(from, until);
        Duration jitter = life.dividedBy(30);
        return from.plus(life.multipliedBy(2).dividedBy(3))
                .minus(jitter.dividedBy(2))
                .plusMillis((long) (jitter.toMillis() * random));
    }

    /**
     * Returns the time that an order waits after failures in a row: 1, 10, 30 minutes, 2, then 6
     * hours.
     */
    static Duration pause(long failures, double random) {
        List<Integer> minutes = List.of(1, 10, 30, 120, 360);
        long base = minutes.get((int) Math.min(minutes.size(), Math.max(1, failures)) - 1);
        return Duration.ofSeconds((long) (base * 60 * (0.8 + 0.4 * random)));
    }
}
