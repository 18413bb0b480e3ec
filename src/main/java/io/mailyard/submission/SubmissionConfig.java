package io.mailyard.submission;

import io.mailyard.base.Cidr;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.http.PemPair;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings of the SMTP server: how it listens and what it takes.
 *
 * @param listen empty: it is off
 * @param name how it calls itself; empty: by this host's own name
 * @param tls for STARTTLS; empty: not offered
 * @param trustedProxies where balancers are that speak the PROXY protocol
 * @param maxSize largest message, in bytes
 * @param maxMemory what messages in receipt may take together, in bytes
 * @param timeout how long a client may keep silent
 * @param tokensAlone whether passwords of users are refused
 * @param refusalDelay how long a refused sign-in is made to wait
 */
public record SubmissionConfig(
        Optional<HostPort> listen,
        boolean listenGiven,
        String name,
        Optional<PemPair> tls,
        PlainAuth plainAuth,
        List<TrustedRange> trusted,
        List<Cidr> trustedProxies,
        int maxSize,
        int maxRecipients,
        int maxMemory,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxConnectionsPerAccount,
        Duration timeout,
        Duration refusalDelay,
        boolean tokensAlone) {

    /** The clients that may sign in without TLS. */
    public enum PlainAuth {
        LOOPBACK,
        ALWAYS,
        NEVER
    }

    /** The last chunk of a message is not full. */
    private static final int MARGIN = 512 * 1024;

    /** Hosts whose mail is an account's without a sign-in. */
    public record TrustedRange(Cidr range, String account) {}

    private static final Setting<Optional<HostPort>> LISTEN =
            new Setting<>(
                    "submission.listen",
                    text -> Optional.of(text.strip()).filter(t -> !t.isEmpty()).map(HostPort::of),
                    "127.0.0.1:2525",
                    "HOST:PORT",
                    false,
                    "Address and port of SMTP submission. Port 0 takes a free one; empty: off. Where nothing is set"
                            + " and another process has the default, the server warns and goes on without SMTP.");
    private static final Setting<String> NAME =
            new Setting<>(
                    "submission.name",
                    SubmissionConfig::checkedName,
                    "",
                    "a host name",
                    false,
                    "How the SMTP server calls itself; empty: by this host's own name.");
    private static final Setting<String> CERTIFICATE =
            Setting.text(
                    "submission.tls.certificate",
                    "",
                    "PEM file with the certificate chain; with submission.tls.key STARTTLS is offered.");
    private static final Setting<String> KEY =
            Setting.text(
                    "submission.tls.key",
                    "",
                    "PEM file with the private key (PKCS#8, or PKCS#1 for RSA), not encrypted.");
    private static final Setting<String> PLAIN_AUTH =
            Setting.oneOf(
                    "submission.plain-auth",
                    List.of("loopback", "always", "never"),
                    "loopback",
                    "Who may sign in without TLS, the password in plain text: clients on loopback, all, or none.");
    private static final Setting<List<TrustedRange>> TRUSTED =
            new Setting<>(
                    "submission.trusted",
                    SubmissionConfig::trusted,
                    "",
                    "RANGE=ACCOUNT, ...",
                    false,
                    "Hosts whose mail is taken without a sign-in, each range with the name of the account it is of,"
                            + " such as 192.0.2.0/28=shop. The first that fits counts.");
    private static final Setting<List<Cidr>> TRUSTED_PROXIES =
            new Setting<>(
                    "submission.trusted-proxies",
                    SubmissionConfig::ranges,
                    "",
                    "RANGE, ...",
                    false,
                    "Balancers that begin each connection with a header of the PROXY protocol, version 1 or 2; the address"
                            + " in it counts as the client's. Without the header a connection from there is closed; from"
                            + " anywhere else the header is refused.");
    private static final Setting<Integer> MAX_SIZE =
            Setting.byteSize(
                    "submission.max-size",
                    "50MiB",
                    64 << 10,
                    256 << 20,
                    "Largest message by SMTP; a larger one is refused with 552.");
    private static final Setting<Integer> MAX_RECIPIENTS =
            Setting.integer(
                    "submission.max-recipients",
                    10_000,
                    100,
                    100_000,
                    "Recipients of one message; more are refused with 452, and the client sends the rest apart.");
    private static final Setting<Integer> MAX_MEMORY =
            Setting.byteSize(
                    "submission.max-memory",
                    "64MiB",
                    1 << 20,
                    1 << 30,
                    "Memory for messages in receipt, together: so much on Java's heap, and as much outside. Where it is used"
                            + " up a message waits, then 452. A little more than submission.max-size at least.");
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer(
                    "submission.max-connections",
                    1_000,
                    1,
                    100_000,
                    "Connections open at once. A client more takes the place of one that has not signed in or is idle,"
                            + " else it gets 421.");
    private static final Setting<Integer> MAX_PER_ADDRESS =
            Setting.integer(
                    "submission.max-connections-per-address",
                    200,
                    1,
                    100_000,
                    "Connections open at once from one address, or from one /64 of IPv6; more get 421.");
    private static final Setting<Integer> MAX_PER_ACCOUNT =
            Setting.integer(
                    "submission.max-connections-per-account",
                    250,
                    1,
                    100_000,
                    "Connections of one account open at once; more get 421 at sign-in.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "submission.timeout",
                    "5m",
                    Duration.ofMillis(100),
                    Duration.ofHours(1),
                    "How long a client may take for a command or be silent within a message; then 421. RFC 5321 asks"
                            + " for 5 minutes.");
    private static final Setting<Duration> REFUSAL_DELAY =
            Setting.duration(
                    "submission.refusal-delay",
                    "1s",
                    Duration.ZERO,
                    Duration.ofSeconds(30),
                    "How long after a sign-in its refusal is answered, whatever the reason.");

    private static final Setting<String> PASSWORDS =
            Setting.oneOf(
                    "submission.passwords",
                    List.of("allow", "tokens"),
                    "allow",
                    "What a client signs in with: a user's password or an API token of the account; or tokens alone, since"
                            + " a password would go past the second factor. An account can tighten it.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(
                    LISTEN,
                    NAME,
                    CERTIFICATE,
                    KEY,
                    PLAIN_AUTH,
                    TRUSTED,
                    TRUSTED_PROXIES,
                    MAX_SIZE,
                    MAX_RECIPIENTS,
                    MAX_MEMORY,
                    MAX_CONNECTIONS,
                    MAX_PER_ADDRESS,
                    MAX_PER_ACCOUNT,
                    TIMEOUT,
                    REFUSAL_DELAY,
                    PASSWORDS);

    /**
     * @throws StartException where the memory does not hold one message
     */
    public SubmissionConfig {
        trusted = List.copyOf(trusted);
        trustedProxies = List.copyOf(trustedProxies);
        if (maxMemory - MARGIN < maxSize) {
            throw new StartException(
                    "configuration: submission.max-memory of "
                            + maxMemory
                            + " bytes must be larger than submission.max-size, which is "
                            + maxSize
                            + ", by "
                            + MARGIN);
        }
    }

    /** Reads it. */
    public static SubmissionConfig from(Settings settings) {
        return new SubmissionConfig(
                settings.get(LISTEN),
                settings.has(LISTEN),
                settings.get(NAME),
                PemPair.of(
                        CERTIFICATE.key(), settings.get(CERTIFICATE), KEY.key(), settings.get(KEY)),
                PlainAuth.valueOf(settings.get(PLAIN_AUTH).toUpperCase(Locale.ROOT)),
                settings.get(TRUSTED),
                settings.get(TRUSTED_PROXIES),
                settings.get(MAX_SIZE),
                settings.get(MAX_RECIPIENTS),
                settings.get(MAX_MEMORY),
                settings.get(MAX_CONNECTIONS),
                settings.get(MAX_PER_ADDRESS),
                settings.get(MAX_PER_ACCOUNT),
                settings.get(TIMEOUT),
                settings.get(REFUSAL_DELAY),
                settings.get(PASSWORDS).equals("tokens"));
    }

    /** The part of {@link #maxMemory} that the largest message takes. */
    int largestInMemory() {
        return maxSize + MARGIN;
    }

    /** Whether connections from there begin with a header of the PROXY protocol. */
    boolean isTrustedProxy(InetAddress peer) {
        String address = peer.getHostAddress().replaceFirst("%.*", "");
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /** Name of this host: the setting, or else its own name if that is valid in a greeting. */
    public String ownName() {
        if (!name.isEmpty()) {
            return name;
        }
        try {
            String own = InetAddress.getLocalHost().getCanonicalHostName();
            return own.matches("[A-Za-z0-9.-]{1,253}") ? own : "localhost";
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    private static String checkedName(String text) {
        String name = text.strip();
        if (!name.matches("[A-Za-z0-9.-]{0,253}")) {
            throw new IllegalArgumentException("is not a host name");
        }
        return name;
    }

    private static List<Cidr> ranges(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", 1000)).map(Cidr::of).toList();
    }

    private static List<TrustedRange> trusted(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", 1000)).map(SubmissionConfig::trustedRange).toList();
    }

    private static TrustedRange trustedRange(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.strip().length() - 1) {
            throw new IllegalArgumentException("has '" + text.strip() + "', not RANGE=ACCOUNT");
        }
        return new TrustedRange(
                Cidr.of(text.substring(0, equals)), text.substring(equals + 1).strip());
    }
}
