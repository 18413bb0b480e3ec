package io.mailyard.web;

import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the server listens and what it takes.
 *
 * @param listen where
 * @param maxBody largest body of a request, in bytes
 * @param largeBodies memory for requests with bodies beyond it, where a call takes them, in bytes
 * @param maxHeader largest head of a request (line and headers), in bytes
 * @param headTimeout how long a whole head may take to arrive
 * @param bodyTimeout how long a whole body may take to arrive
 * @param idleTimeout how long a connection may be silent
 * @param maxConnections connections open at once; more wait in the backlog
 * @param maxRequests requests in work at once; more are answered 503
 * @param trustForwarded whether X-Forwarded-For is believed (behind a proxy of one's own)
 */
public record HttpConfig(
        HostPort listen,
        int maxBody,
        int largeBodies,
        int maxHeader,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxRequests,
        boolean trustForwarded,
        Optional<PemPair> tls) {

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
    private static final Setting<Integer> LARGE_BODIES =
            Setting.byteSize(
                    "http.large-bodies",
                    "100MiB",
                    1 << 20,
                    1 << 30,
                    "Memory for requests with bodies beyond http.max-body, where a call takes them, together; one takes"
                            + " five times its size. Where it is used up a request waits, then 503.");
    private static final Setting<Integer> MAX_HEADER =
            Setting.byteSize(
                    "http.max-header",
                    "16KiB",
                    1024,
                    1 << 20,
                    "Largest head of a request; a larger one is refused with 431.");
    private static final Setting<Duration> HEAD_TIMEOUT =
            Setting.duration(
                    "http.head-timeout",
                    "20s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long a head may take to arrive whole; then 408.");
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
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer(
                    "http.max-connections",
                    10_000,
                    1,
                    1_000_000,
                    "Connections open at once; more wait to be accepted.");
    private static final Setting<Integer> MAX_REQUESTS =
            Setting.integer(
                    "http.max-requests",
                    2_048,
                    1,
                    100_000,
                    "Requests in work at once; more are refused with 503.");
    private static final Setting<Boolean> FORWARDED =
            Setting.flag(
                    "http.trust-forwarded-for",
                    false,
                    "Take the caller's address from the last entry of X-Forwarded-For: only behind a proxy of one's own.");
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

    /** What this record is read from. */
    public static final List<Setting<?>> SETTINGS =
            List.of(
                    LISTEN,
                    MAX_BODY,
                    LARGE_BODIES,
                    MAX_HEADER,
                    HEAD_TIMEOUT,
                    BODY_TIMEOUT,
                    IDLE_TIMEOUT,
                    MAX_CONNECTIONS,
                    MAX_REQUESTS,
                    FORWARDED,
                    CERTIFICATE,
                    KEY);

    /** Reads it; {@code listen}, where present, stands before the setting. */
    public static HttpConfig from(Settings settings, Optional<HostPort> listen) {
        return new HttpConfig(
                listen.orElse(settings.get(LISTEN)),
                settings.get(MAX_BODY),
                settings.get(LARGE_BODIES),
                settings.get(MAX_HEADER),
                settings.get(HEAD_TIMEOUT),
                settings.get(BODY_TIMEOUT),
                settings.get(IDLE_TIMEOUT),
                settings.get(MAX_CONNECTIONS),
                settings.get(MAX_REQUESTS),
                settings.get(FORWARDED),
                PemPair.of(
                        CERTIFICATE.key(),
                        settings.get(CERTIFICATE),
                        KEY.key(),
                        settings.get(KEY)));
    }

    /**
     * Throws where the memory for large bodies does not hold one that a call takes.
     *
     * @param setting the key of the setting that allows it
     * @throws StartException that names both settings
     */
    public void mustHold(String setting, int maxBody) {
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

    /** The same at another address. */
    public HttpConfig at(HostPort address) {
        return new HttpConfig(
                address,
                maxBody,
                largeBodies,
                maxHeader,
                headTimeout,
                bodyTimeout,
                idleTimeout,
                maxConnections,
                maxRequests,
                trustForwarded,
                tls);
    }
}
