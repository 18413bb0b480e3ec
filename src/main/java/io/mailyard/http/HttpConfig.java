package io.mailyard.http;

import io.mailyard.base.Cidr;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of the HTTP server: how it listens and what it takes.
 *
 * @param listen where
 * @param maxBody largest body of a request, in bytes
 * @param receiptMemory memory outside the heap for bodies in receipt, in bytes; one address has
 *     half of it at most
 * @param largeBodies memory for requests in work with bodies beyond maxBody, where a call takes
 *     them, in bytes
 * @param maxHeader largest head of a request (line and headers), in bytes
 * @param headTimeout how long a whole head may take to arrive
 * @param bodyTimeout how long a whole body may take to arrive
 * @param idleTimeout how long a connection may be silent
 * @param drain half the time that open connections have for a last request when the server stops
 * @param maxConnections connections open at once; more wait in the backlog
 * @param maxConnectionsPerAddress connections of one address open at once; more are closed
 * @param maxStreams streams of events open at once, half of them at most of one owner or address
 * @param maxRequests requests in work at once; more are answered 503
 * @param trustedProxies the addresses whose word on the caller's address is believed
 */
public record HttpConfig(
        HostPort listen,
        int maxBody,
        int receiptMemory,
        int largeBodies,
        int maxHeader,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration drain,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxStreams,
        int maxRequests,
        List<Cidr> trustedProxies,
        Optional<PemPair> tls) {

    /** Memory for answers that are being written; one address has half of it at most. */
    static final int ANSWERS = 16 << 20;

    private static final int USUAL_BODIES = 24 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(HttpConfig.class);

    /** Loopback and private addresses (RFC 1918, RFC 4193). */
    private static final List<Cidr> PRIVATE =
            Stream.of(
                            "127.0.0.0/8",
                            "::1/128",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "fc00::/7")
                    .map(Cidr::of)
                    .toList();

    private static final Setting<HostPort> LISTEN =
            Setting.hostPort(
                    "http.listen",
                    "127.0.0.1:8080",
                    "Address and port of the API; --listen sets it too. Port 0 takes a free one.");
    private static final Setting<Integer> MAX_BODY =
            Setting.byteSize(
                    "http.max-body",
                    "1MiB",
                    1024,
                    64 << 20,
                    "Largest body of a request; a larger one is refused with 413.");
    private static final Setting<Integer> RECEIPT_MEMORY =
            Setting.byteSize(
                    "http.receipt-memory",
                    "40MiB",
                    1 << 20,
                    1 << 30,
                    "Memory outside the heap for bodies that are still arriving, together, beyond the first 8 KiB of each;"
                            + " one address has at most half of it. Where it is used up: 503.");
    private static final Setting<Integer> LARGE_BODIES =
            Setting.byteSize(
                    "http.large-bodies",
                    "100MiB",
                    1 << 20,
                    1 << 30,
                    "Memory for requests in work with bodies beyond http.max-body, where a call takes them, together; one takes"
                            + " five times its size. Where it is used up a request waits, then 503.");
    private static final Setting<Integer> MAX_HEADER =
            Setting.byteSize(
                    "http.max-header",
                    "8KiB",
                    1024,
                    1 << 20,
                    "Largest head of a request; a larger one is refused with 431.");
    private static final Setting<Duration> HEAD_TIMEOUT =
            Setting.duration(
                    "http.head-timeout",
                    "20s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long a head may take to arrive whole, from its first byte; then 408.");
    private static final Setting<Duration> BODY_TIMEOUT =
            Setting.duration(
                    "http.body-timeout",
                    "20s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long a body may take to arrive whole; then 408.");
    private static final Setting<Duration> IDLE_TIMEOUT =
            Setting.duration(
                    "http.idle-timeout",
                    "60s",
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    "How long a connection may be silent before it is closed.");
    private static final Setting<Duration> DRAIN =
            Setting.duration(
                    "http.drain",
                    "1s",
                    Duration.ZERO,
                    Duration.ofSeconds(2),
                    "Connections that are open when a stopping server accepts no more have twice as long for a last request. It"
                            + " is also the time of notice before that, unless drain.notice is set.");
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer(
                    "http.max-connections",
                    2_000,
                    1,
                    1_000_000,
                    "Connections open at once, at most 16 KB of heap each; more wait to be accepted.");
    private static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
            Setting.integer(
                    "http.max-connections-per-address",
                    1_800,
                    1,
                    1_000_000,
                    "Connections open at once from one address (of IPv6: one /64 network); more are closed. Those of"
                            + " http.trusted-proxies have no limit of their own.");
    private static final Setting<Integer> MAX_REQUESTS =
            Setting.integer(
                    "http.max-requests",
                    2_048,
                    1,
                    100_000,
                    "Requests in work at once; more are refused with 503.");
    private static final Setting<Integer> MAX_STREAMS =
            Setting.integer(
                    "http.max-streams",
                    200,
                    1,
                    10_000,
                    "Pages of the panel that are kept up to date at once, each by an open connection; one"
                            + " administrator, account or address has at most half of them. More are told to ask again.");
    private static final Setting<Boolean> FORWARDED =
            Setting.flag(
                    "http.trust-forwarded-for",
                    false,
                    "Use http.trusted-proxies in its place. Without that one: proxies at loopback and private addresses"
                            + " are trusted.");
    private static final Setting<String> TRUSTED_PROXIES =
            Setting.text(
                    "http.trusted-proxies",
                    "",
                    "Addresses of proxies, as ranges parted by commas: a connection from one of them has the caller's"
                            + " address from X-Forwarded-For or Forwarded (RFC 7239). Empty: nobody is believed.");
    private static final Setting<String> CERTIFICATE =
            Setting.text(
                    "tls.certificate",
                    "",
                    "PEM file with the certificate chain; with tls.key the server speaks HTTPS.");
    private static final Setting<String> KEY =
            Setting.text(
                    "tls.key",
                    "",
                    "PEM file with the private key (PKCS#8, or PKCS#1 for RSA), not encrypted.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(
                    LISTEN,
                    MAX_BODY,
                    RECEIPT_MEMORY,
                    LARGE_BODIES,
                    MAX_HEADER,
                    HEAD_TIMEOUT,
                    BODY_TIMEOUT,
                    IDLE_TIMEOUT,
                    DRAIN,
                    MAX_CONNECTIONS,
                    CONNECTIONS_PER_ADDRESS,
                    MAX_STREAMS,
                    MAX_REQUESTS,
                    FORWARDED,
                    TRUSTED_PROXIES,
                    CERTIFICATE,
                    KEY);

    /** Reads the settings; {@code listen}, if present, overrides the setting. */
    public static HttpConfig from(Settings settings, Optional<HostPort> listen) {
        HttpConfig config = read(settings, listen);
        config.mustReceive(MAX_BODY.key(), config.maxBody());
        return config;
    }

    private static HttpConfig read(Settings settings, Optional<HostPort> listen) {
        return new HttpConfig(
                listen.orElse(settings.get(LISTEN)),
                settings.get(MAX_BODY),
                settings.get(RECEIPT_MEMORY),
                settings.get(LARGE_BODIES),
                settings.get(MAX_HEADER),
                settings.get(HEAD_TIMEOUT),
                settings.get(BODY_TIMEOUT),
                settings.get(IDLE_TIMEOUT),
                settings.get(DRAIN),
                settings.get(MAX_CONNECTIONS),
                settings.get(CONNECTIONS_PER_ADDRESS),
                settings.get(MAX_STREAMS),
                settings.get(MAX_REQUESTS),
                trustedProxies(settings),
                PemPair.of(
                        CERTIFICATE.key(),
                        settings.get(CERTIFICATE),
                        KEY.key(),
                        settings.get(KEY)));
    }

    private static List<Cidr> trustedProxies(Settings settings) {
        String ranges = settings.get(TRUSTED_PROXIES);
        if (ranges.isBlank()) {
            if (!settings.get(FORWARDED)) {
                return List.of();
            }
            LOG.warn(
                    "http.trust-forwarded-for trusts every proxy at a loopback or private address: name yours in"
                            + " {} in its place",
                    TRUSTED_PROXIES.key());
            return PRIVATE;
        }
        try {
            return Arrays.stream(ranges.split(",", -1))
                    .map(String::strip)
                    .filter(range -> !range.isEmpty())
                    .map(Cidr::of)
                    .toList();
        } catch (IllegalArgumentException bad) {
            throw new StartException(
                    "configuration: " + TRUSTED_PROXIES.key() + ": " + bad.getMessage(), bad);
        }
    }

    /** Memory for requests in work with bodies of usual size: several of the largest. */
    int usualBodies() {
        return Math.max(USUAL_BODIES, maxBody * LargeBodies.TIMES);
    }

    /**
     * Checks that the memory for large bodies is enough for one body that a call accepts.
     *
     * @param setting the key of the setting that allows that body
     * @throws StartException that names both settings
     */
    public void mustHold(String setting, int maxBody) {
        mustReceive(setting, maxBody);
        if (maxBody > largeBodies / LargeBodies.TIMES) {
            throw new StartException(
                    "configuration: "
                            + setting
                            + " of "
                            + maxBody
                            + " bytes needs http.large-bodies of five times that, which is "
                            + largeBodies);
        }
    }

    private void mustReceive(String setting, int maxBody) {
        if (maxBody > receiptMemory / 2) {
            throw new StartException(
                    "configuration: "
                            + setting
                            + " of "
                            + maxBody
                            + " bytes needs "
                            + RECEIPT_MEMORY.key()
                            + " of twice that, which is "
                            + receiptMemory);
        }
    }

    /** Returns these settings without TLS. */
    public HttpConfig withoutTls() {
        return new HttpConfig(
                listen,
                maxBody,
                receiptMemory,
                largeBodies,
                maxHeader,
                headTimeout,
                bodyTimeout,
                idleTimeout,
                drain,
                maxConnections,
                maxConnectionsPerAddress,
                maxStreams,
                maxRequests,
                trustedProxies,
                Optional.empty());
    }

    /** This configuration at another address, for the few callers that monitor this server. */
    public HttpConfig at(HostPort address) {
        return new HttpConfig(
                address,
                Math.min(maxBody, 1 << 20),
                Math.min(receiptMemory, 4 << 20),
                1 << 20,
                maxHeader,
                headTimeout,
                bodyTimeout,
                idleTimeout,
                drain,
                Math.min(maxConnections, 200),
                Math.min(maxConnectionsPerAddress, 200),
                1,
                maxRequests,
                trustedProxies,
                tls);
    }
}
