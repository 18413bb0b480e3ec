package io.mailyard.notices;

import io.mailyard.base.StartException;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.mime.Mailbox;
import io.mailyard.smtp.SmtpLogin;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.smtp.TlsRule;
import io.mailyard.wire.HttpAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the platform's own mail: its sender, its retries, and its relay, if there is
 * one.
 *
 * @param host the relay's name or address; empty: mail goes to the recipients' mail hosts
 * @param login login at the relay; empty: none
 * @param helo the EHLO name
 * @param caFile certificates (PEM) trusted instead of the JDK's; empty: the JDK's
 * @param connectTimeout limit for the connection
 * @param timeout limit for one answer, unless RFC 5321 allows it longer
 * @param from null: not configured, so the sender has this host's name
 * @param publicUrl start of links, without a slash at its end
 * @param geoip the path of a GeoIP database; empty: none
 * @param retry when a mail is tried again
 * @param keep how long the status of a sent or failed notice is kept
 */
public record RelayConfig(
        String host,
        int port,
        String login,
        String password,
        String helo,
        TlsRule startTls,
        String caFile,
        Duration connectTimeout,
        Duration timeout,
        @Nullable Mailbox from,
        String publicUrl,
        String geoip,
        RetryPlan retry,
        Duration keep) {

    private static final Setting<String> HOST =
            Setting.text(
                    "mail.relay.host",
                    "",
                    "The SMTP relay that the platform's own mail goes to, all of it; empty: it"
                            + " goes to the recipients' mail hosts.");
    private static final Setting<Integer> PORT =
            Setting.integer("mail.relay.port", 25, 1, 65_535, "The relay's port.");
    private static final Setting<String> LOGIN =
            Setting.text("mail.relay.login", "", "The login at the relay; empty: none.");
    private static final Setting<String> PASSWORD =
            Setting.secret("mail.relay.password", "The password at the relay.");
    private static final Setting<String> PASSWORD_FILE =
            Setting.text(
                    "mail.relay.password-file",
                    "",
                    "A file whose first line is the password at the relay.");
    private static final Setting<String> HELO =
            checked(
                    "mail.relay.helo",
                    "",
                    "a host name",
                    "The name given in EHLO; empty: this host's own.",
                    RelayConfig::helo);
    private static final Setting<String> STARTTLS =
            Setting.oneOf(
                    "mail.relay.starttls",
                    List.of("never", "may", "must"),
                    "may",
                    "never: plain text, and a login is sent in it; may: encrypted where the relay"
                            + " offers it, its certificate not checked, a login sent only"
                            + " encrypted; must: encrypted and the certificate checked, or not at"
                            + " all. With a login, choose must.");
    private static final Setting<String> CA_FILE =
            Setting.text(
                    "mail.relay.ca-file",
                    "",
                    "Certificates (PEM) trusted for the relay in place of the usual ones.");
    private static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.duration(
                    "mail.relay.connect-timeout",
                    "30s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "How long a connection to the relay may take.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "mail.relay.timeout",
                    "5m",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long one answer of the relay may take, where RFC 5321 allows longer.");
    private static final Setting<String> FROM =
            checked(
                    "mail.from",
                    "",
                    "an address, or Name <address>",
                    "Whom the platform's own mail is from; empty: Mailyard <mailyard@NAME>, with"
                            + " submission.name or this host's own name.",
                    text -> text.isEmpty() ? text : verified(text));
    private static final Setting<String> PUBLIC_URL =
            checked(
                    "public.url",
                    "http://127.0.0.1:8080",
                    "http://... or https://...",
                    "What links in mail start with: the address users reach this server by.",
                    RelayConfig::url);
    private static final Setting<String> GEOIP =
            Setting.text(
                    "geoip.database",
                    "",
                    "A GeoIP City or Country database (.mmdb): mails then tell the place a request"
                            + " came from. Empty: none.");
    private static final Setting<Duration> RETRY_FIRST =
            Setting.duration(
                    "mail.retry-first",
                    "5s",
                    Duration.ofMillis(10),
                    Duration.ofHours(1),
                    "The wait before the second attempt; each later one is five times longer.");
    private static final Setting<Duration> RETRY_LONGEST =
            Setting.duration(
                    "mail.retry-longest",
                    "1h",
                    Duration.ofMillis(10),
                    Duration.ofDays(1),
                    "The longest wait between two attempts.");
    private static final Setting<Duration> RETRY_FOR =
            Setting.duration(
                    "mail.retry-for",
                    "3d",
                    Duration.ofMillis(10),
                    Duration.ofDays(14),
                    "A mail that is not sent after this long has failed.");
    private static final Setting<Duration> KEEP =
            Setting.duration(
                    "mail.keep",
                    "30d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(3_650),
                    "How long the state of a sent or failed mail is kept; its words are wiped at"
                            + " once.");

    /** The settings this package reads. */
    public static final List<Setting<?>> SETTINGS =
            List.of(
                    HOST,
                    PORT,
                    LOGIN,
                    PASSWORD,
                    PASSWORD_FILE,
                    HELO,
                    STARTTLS,
                    CA_FILE,
                    CONNECT_TIMEOUT,
                    TIMEOUT,
                    FROM,
                    PUBLIC_URL,
                    GEOIP,
                    RETRY_FIRST,
                    RETRY_LONGEST,
                    RETRY_FOR,
                    KEEP);

    /**
     * Reads the settings.
     *
     * @throws StartException if the password file cannot be read, or a login has no password
     */
    public static RelayConfig from(Settings settings) {
        String login = settings.get(LOGIN);
        String password = password(settings);
        if (login.isEmpty() != password.isEmpty()) {
            throw new StartException(
                    "configuration: mail.relay.login and mail.relay.password (or"
                            + " mail.relay.password-file) go together: one of them is empty");
        }
        String from = settings.get(FROM);
        return new RelayConfig(
                settings.get(HOST),
                settings.get(PORT),
                login,
                password,
                settings.get(HELO),
                TlsRule.valueOf(settings.get(STARTTLS).toUpperCase(Locale.ROOT)),
                settings.get(CA_FILE),
                settings.get(CONNECT_TIMEOUT),
                settings.get(TIMEOUT),
                from.isEmpty() ? null : Mailbox.parse(from),
                settings.get(PUBLIC_URL),
                settings.get(GEOIP),
                new RetryPlan(
                        settings.get(RETRY_FIRST),
                        settings.get(RETRY_LONGEST),
                        settings.get(RETRY_FOR)),
                settings.get(KEEP));
    }

    /** Whether a relay delivers the platform's own mail. */
    public boolean hasRelay() {
        return !host.isEmpty();
    }

    /** The login at the relay; null if there is none. */
    public @Nullable SmtpLogin relayLogin() {
        return hasRelay() && !login.isEmpty() ? new SmtpLogin(login, password) : null;
    }

    /**
     * The trusted certificates if TLS is required.
     *
     * @throws StartException if the certificate file cannot be used
     */
    public SSLContext trusted() {
        if (caFile.isEmpty()) {
            return TlsContexts.verifying();
        }
        try {
            return TlsContexts.trusting(Path.of(caFile));
        } catch (IOException wrong) {
            throw new StartException(
                    "configuration: mail.relay.ca-file " + caFile + ": " + wrong.getMessage(),
                    wrong);
        }
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "RelayConfig[" + host + ":" + port + " from " + from + "]";
    }

    private static String password(Settings settings) {
        String file = settings.get(PASSWORD_FILE);
        if (file.isEmpty()) {
            return settings.get(PASSWORD);
        }
        if (!settings.get(PASSWORD).isEmpty()) {
            throw new StartException(
                    "configuration: mail.relay.password and mail.relay.password-file are both"
                            + " set: choose one");
        }
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("").strip();
        } catch (IOException unreadable) {
            throw new StartException(
                    "configuration: mail.relay.password-file " + file + " cannot be read",
                    unreadable);
        }
    }

    private static Setting<String> checked(
            String key,
            String defaultText,
            String form,
            String doc,
            Function<String, String> check) {
        return new Setting<>(key, text -> check.apply(text.strip()), defaultText, form, false, doc);
    }

    private static String verified(String from) {
        return Mailbox.parse(from).address().isEmpty() ? "" : from;
    }

    private static String helo(String text) {
        if (!text.matches("[A-Za-z0-9.:\\[\\]-]{0,255}")) {
            throw new IllegalArgumentException("is not a host name");
        }
        return text;
    }

    private static String url(String text) {
        URI uri = HttpAddress.checked(text);
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "is no address of the form https://mail.example.com");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
