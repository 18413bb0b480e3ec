package io.mailyard.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.StartException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The certificate that a listener presents, replaceable while connections are served. */
public final class ServedCertificate {
    /**
     * Read once, before the first handshake of the process: a client that has had its handshake in
     * its turn must not calculate further ones on the same connection (TLS 1.2).
     */
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private final CurrentKeyManager current;
    private final SSLContext context;
    private volatile PemPair files;
    private volatile Optional<String> refused = Optional.empty();

    private ServedCertificate(CurrentKeyManager current, SSLContext context, PemPair files) {
        this.current = current;
        this.context = context;
        this.files = files;
    }

    /**
     * Reads the files.
     *
     * @throws StartException that names the file and what is wrong with it
     */
    public static ServedCertificate of(PemPair pair) {
        CurrentKeyManager current = new CurrentKeyManager(LoadedCertificate.of(pair));
        if (System.getProperty(REJECT_RENEGOTIATION) == null) {
            System.setProperty(REJECT_RENEGOTIATION, "true");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {current}, null, null);
            return new ServedCertificate(current, context, pair);
        } catch (GeneralSecurityException failed) {
            throw unusable(pair, failed);
        }
    }

    /** The TLS context of connections, always with the newest certificate. */
    public SSLContext context() {
        return context;
    }

    /**
     * Reads the files again, and presents their certificate from the next connection on.
     *
     * @return whether they contain another certificate than before
     * @throws StartException if they cannot be used; the certificate then stays
     */
    public boolean reload(PemPair pair) {
        files = pair;
        try {
            LoadedCertificate before = current.loaded;
            LoadedCertificate now = LoadedCertificate.of(pair);
            current.loaded = now;
            refused = Optional.empty();
            return !now.first().equals(before.first());
        } catch (StartException unusable) {
            refused = Optional.of(unusable.line());
            throw unusable;
        }
    }

    /** Answers an authority's challenges by {@link ChallengeKeys#PROTOCOL} from now on. */
    public void answerChallenges(ChallengeKeys keys) {
        current.challenges = Optional.of(keys);
    }

    /** Whether it answers challenges. */
    boolean answersChallenges() {
        return current.challenges.isPresent();
    }

    /** The files that it was read from, or should have been. */
    public PemPair files() {
        return files;
    }

    /** Why the files cannot be used as they are now; empty: they are what is presented. */
    public Optional<String> refused() {
        return refused;
    }

    /** Expiry of the first certificate of the chain; empty if the files do not contain one. */
    public Optional<Instant> expiresAt() {
        return current.loaded.first().map(first -> first.getNotAfter().toInstant());
    }

    private static StartException unusable(PemPair pair, GeneralSecurityException failed) {
        return new StartException(
                "TLS: "
                        + pair.keySetting()
                        + " and "
                        + pair.certificateSetting()
                        + " cannot be used: "
                        + failed.getMessage(),
                failed);
    }

    private record LoadedCertificate(
            X509ExtendedKeyManager manager, Optional<X509Certificate> first) {
        static LoadedCertificate of(PemPair pair) {
            try {
                KeyStore keys = PemFiles.keyStore(pair);
                KeyManagerFactory managers =
                        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(keys, new char[0]);
                for (KeyManager manager : managers.getKeyManagers()) {
                    if (manager instanceof X509ExtendedKeyManager usable) {
                        return new LoadedCertificate(usable, first(keys));
                    }
                }
                throw new GeneralSecurityException("Java has no key manager for it");
            } catch (GeneralSecurityException failed) {
                throw unusable(pair, failed);
            }
        }

        private static Optional<X509Certificate> first(KeyStore keys)
                throws GeneralSecurityException {
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.getCertificate(alias) instanceof X509Certificate certificate) {
                    return Optional.of(certificate);
                }
            }
            return Optional.empty();
        }
    }

    /** Delegates to the key manager that was loaded last. */
    private static final class CurrentKeyManager extends X509ExtendedKeyManager {
        private static final String CHALLENGE = "challenge:";

        private volatile LoadedCertificate loaded;
        private volatile Optional<ChallengeKeys> challenges = Optional.empty();

        /** The certificates of challenges that are being answered: one or two, for seconds. */
        private final Cache<String, ChallengeKeys.ChallengeKey> presented =
                Caffeine.newBuilder().maximumSize(100).build();

        CurrentKeyManager(LoadedCertificate loaded) {
            this.loaded = loaded;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return loaded.manager().getClientAliases(type, issuers);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return loaded.manager().chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return loaded.manager().getServerAliases(type, issuers);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return loaded.manager().chooseServerAlias(type, issuers, socket);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            if (engine != null
                    && ChallengeKeys.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())) {
                return type.equals("RSA") ? challenge(engine) : null;
            }
            return loaded.manager().chooseEngineServerAlias(type, issuers, engine);
        }

        private @Nullable String challenge(SSLEngine engine) {
            if (!(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
                return null;
            }
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    String asked = host.getAsciiName().toLowerCase(Locale.ROOT);
                    Optional<ChallengeKeys.ChallengeKey> key =
                            challenges.flatMap(keys -> keys.find(asked));
                    if (key.isPresent()) {
                        presented.put(CHALLENGE + asked, key.get());
                        return CHALLENGE + asked;
                    }
                }
            }
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            ChallengeKeys.ChallengeKey challenge = presented.getIfPresent(alias);
            return challenge == null
                    ? loaded.manager().getCertificateChain(alias)
                    : new X509Certificate[] {challenge.certificate()};
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            ChallengeKeys.ChallengeKey challenge = presented.getIfPresent(alias);
            return challenge == null ? loaded.manager().getPrivateKey(alias) : challenge.key();
        }
    }
}
