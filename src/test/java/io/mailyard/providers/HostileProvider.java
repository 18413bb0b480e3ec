package io.mailyard.providers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A provider that says whatever a test wants it to say. */
final class HostileProvider implements AutoCloseable {
    static final String CLIENT = "mailyard";
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private static final RSAKey FIRST = newKey("one");
    private static final RSAKey FOREIGN = newKey("another");
    private RSAKey key = FIRST;

    /** Requests for keys. */
    final AtomicInteger keyRequests = new AtomicInteger();

    final AtomicInteger documentRequests = new AtomicInteger();

    /** Of the request to sign in that is under way. */
    volatile String nonce = "";

    /** Makes the claims of a token out of good ones. */
    volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();

    /** How the token is signed. */
    volatile String algorithm = "RS256";

    /** What is done before any answer. */
    volatile Fault fault = Fault.NONE;

    /** Faults of the answers. */
    enum Fault {
        NONE,
        SLOW,
        HUGE,
        REDIRECT,
        NO_JSON,
        OTHER_ISSUER,
        FOREIGN_KEY
    }

    HostileProvider() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Signs with another key from now on, which takes the place of the one before. */
    void rotate() {
        key = newKey("key-" + System.nanoTime());
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    switch (exchange.getRequestURI().getPath()) {
                        case "/.well-known/openid-configuration" -> {
                            documentRequests.incrementAndGet();
                            yield document();
                        }
                        case "/keys" -> {
                            keyRequests.incrementAndGet();
                            yield new JWKSet(key.toPublicJWK()).toString();
                        }
                        case "/token" -> token();
                        default -> "{}";
                    };
            int status = 200;
            switch (fault) {
                case SLOW -> Thread.sleep(20_000);
                case HUGE -> body = "{\"x\":\"" + "a".repeat(600 * 1024) + "\"}";
                case NO_JSON -> body = "<html>";
                case REDIRECT -> {
                    status = 302;
                    exchange.getResponseHeaders().set("Location", issuer() + "/elsewhere");
                }
                default -> {}
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String document() {
        String issuer = fault == Fault.OTHER_ISSUER ? "https://other.example" : issuer();
        return """
        {"issuer":"%1$s","authorization_endpoint":"%2$s/auth","token_endpoint":"%2$s/token",
         "jwks_uri":"%2$s/keys","response_types_supported":["code"],
         "subject_types_supported":["public"],
         "id_token_signing_alg_values_supported":["RS256","HS256","none"]}\
        """
                .formatted(issuer, issuer());
    }

    private String token() throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet.Builder good =
                new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience(CLIENT)
                        .subject("s-1")
                        .claim("nonce", nonce)
                        .claim("preferred_username", "hostile-ann")
                        .claim("groups", List.of("ops"))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)));
        return """
        {"access_token":"a","token_type":"Bearer","id_token":"%s"}\
        """
                .formatted(signed(claims.apply(good).build()));
    }

    /** A logout token of a subject, made of good claims. */
    String logoutToken(UnaryOperator<JWTClaimsSet.Builder> changes) throws JOSEException {
        Instant now = Instant.now();
        return signed(
                changes.apply(
                                new JWTClaimsSet.Builder()
                                        .issuer(issuer())
                                        .audience(CLIENT)
                                        .subject("s-1")
                                        .jwtID("j-" + System.nanoTime())
                                        .issueTime(Date.from(now))
                                        .expirationTime(Date.from(now.plusSeconds(60)))
                                        .claim(
                                                "events",
                                                java.util.Map.of(
                                                        "http://schemas.openid.net/event/backchannel-logout",
                                                        java.util.Map.of())))
                        .build());
    }

    private String signed(JWTClaimsSet content) throws JOSEException {
        return switch (algorithm) {
            case "none" -> new PlainJWT(content).serialize();
            case "HS256" -> {
                SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), content);
                token.sign(new MACSigner(SECRET));
                yield token.serialize();
            }
            default -> {
                RSAKey by =
                        fault == Fault.FOREIGN_KEY
                                ? new RSAKey.Builder(FOREIGN).keyID(key.getKeyID()).build()
                                : key;
                SignedJWT token =
                        new SignedJWT(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(by.getKeyID())
                                        .build(),
                                content);
                token.sign(new RSASSASigner(by));
                yield token.serialize();
            }
        };
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
