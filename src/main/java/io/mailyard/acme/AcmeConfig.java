package io.mailyard.acme;

import io.mailyard.base.DomainName;
import io.mailyard.base.Sha256;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.http.PemPair;
import io.mailyard.wire.HttpAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From whom certificates are ordered, and for which names.
 *
 * @param directory the authority's directory
 * @param names the names of the certificate, lower case
 * @param contact an address for the authority; empty: none
 * @param alpn whether TLS-ALPN-01 answers instead of HTTP-01
 * @param listen where HTTP-01 is answered besides {@code http.listen}
 * @param trust certificates of a private authority's directory; empty: those of Java
 * @param keyId external account binding; empty: none
 */
public record AcmeConfig(
        URI directory,
        List<String> names,
        String contact,
        boolean alpn,
        Optional<HostPort> listen,
        String trust,
        String keyId,
        String keySecret) {
    private static final Setting<String> DIRECTORY =
            Setting.text(
                    "acme.directory",
                    "",
                    "The directory of the authority that issues TLS certificates, such as https://acme-v02.api.letsencrypt.org/directory; empty: none are ordered.");
    private static final Setting<String> NAMES =
            Setting.text(
                    "acme.names",
                    "",
                    "The host names of the certificate, separated by commas: of panel, API, submission.");
    private static final Setting<Boolean> AGREE =
            Setting.flag(
                    "acme.agree-terms",
                    false,
                    "That you agree to the authority's terms of service; needed to order.");
    private static final Setting<String> CONTACT =
            Setting.text(
                    "acme.contact",
                    "",
                    "An email address for the authority's warnings; may be empty.");
    private static final Setting<String> CHALLENGE =
            Setting.oneOf(
                    "acme.challenge",
                    List.of("http-01", "tls-alpn-01"),
                    "http-01",
                    "How control of the names is proved: http-01 at port 80, tls-alpn-01 at port 443 of http.listen.");
    private static final Setting<Optional<HostPort>> LISTEN =
            Setting.hostPortOrNone(
                    "acme.listen",
                    "Address and port for http-01 alone, usually 0.0.0.0:80; empty: http.listen answers, behind a proxy at port 80.");
    private static final Setting<String> TRUST =
            Setting.text(
                    "acme.trust",
                    "",
                    "PEM file of certificates that a private authority's directory is trusted by; empty: Java's.");
    private static final Setting<String> KEY_ID =
            Setting.text(
                    "acme.key-id",
                    "",
                    "External account binding: the key's id, where the authority gave one.");
    private static final Setting<String> KEY_SECRET =
            Setting.secret("acme.key-secret", "External account binding: the key, in Base64url.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(DIRECTORY, NAMES, AGREE, CONTACT, CHALLENGE, LISTEN, TRUST, KEY_ID, KEY_SECRET);

    private static final String FOLDER = "acme";

    /** Let's Encrypt's limit of names in a certificate. */
    private static final int MOST_NAMES = 100;

    /**
     * The configuration; empty if no certificate is to be ordered.
     *
     * @throws StartException that says which setting is missing or wrong
     */
    public static Optional<AcmeConfig> from(Settings settings) {
        String directory = settings.get(DIRECTORY).strip();
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        List<String> names =
                Arrays.stream(settings.get(NAMES).split(",", -1))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
        require(!names.isEmpty(), "acme.names is not set: which names is the certificate for?");
        require(names.size() <= MOST_NAMES, "acme.names has more than " + MOST_NAMES + " names");
        for (String name : names) {
            require(isHost(name), "acme.names: '" + name + "' is not a host name");
        }
        require(
                settings.get(AGREE),
                "acme.agree-terms is not true: read the authority's terms of service first");
        require(directory.startsWith("https://"), "acme.directory must be an https:// address");
        return Optional.of(
                new AcmeConfig(
                        directory(directory),
                        names,
                        settings.get(CONTACT).strip(),
                        settings.get(CHALLENGE).equals("tls-alpn-01"),
                        settings.get(LISTEN),
                        settings.get(TRUST).strip(),
                        settings.get(KEY_ID).strip(),
                        settings.get(KEY_SECRET).strip()));
    }

    /** Hash that differs for other settings and for another content of {@code trust}. */
    String fingerprint() {
        return Sha256.hex(
                Stream.<Object>of(
                                directory, names, contact, alpn, listen, trusted(), keyId,
                                keySecret)
                        .map(String::valueOf)
                        .collect(Collectors.joining("\n")));
    }

    /** The hash of what is in {@code trust}; what cannot be read is its path. */
    private String trusted() {
        if (trust.isEmpty()) {
            return "";
        }
        try {
            return Sha256.hex(Files.readAllBytes(Path.of(trust)));
        } catch (IOException | InvalidPathException unreadable) {
            return trust;
        }
    }

    private static boolean isUnset(Settings settings, String prefix) {
        Map<String, String> values = settings.effective();
        return values.getOrDefault(prefix + ".certificate", "").isEmpty()
                && values.getOrDefault(prefix + ".key", "").isEmpty();
    }

    private static boolean isHost(String name) {
        try {
            return DomainName.host(name).equals(name);
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static URI directory(String address) {
        try {
            return HttpAddress.checked(address);
        } catch (IllegalArgumentException unfit) {
            throw new StartException("configuration: acme.directory: " + unfit.getMessage(), unfit);
        }
    }

    private static void require(boolean fine, String words) {
        if (!fine) {
            throw new StartException("configuration: " + words);
        }
    }

    /** The files in a data folder that listeners read. */
    static PemPair files(Path dataFolder) {
        Path folder = dataFolder.resolve(FOLDER);
        return new PemPair(
                "the certificate by ACME",
                folder.resolve("certificate.pem"),
                "the key by ACME",
                folder.resolve("key.pem"));
    }

    /**
     * The settings with the files of ACME where a listener has no certificate of its own. For a
     * start: makes a certificate of its own where the files cannot be presented, as before the
     * first is issued.
     */
    public static Settings prepared(Settings settings, Path dataFolder, InstantSource clock) {
        from(settings)
                .ifPresent(config ->
                        SelfSigned.ensure(files(dataFolder), config.names(), clock.instant()));
        return applied(settings, dataFolder);
    }

    /**
     * Returns the settings with the files of ACME for a server that runs, which keeps the files
     * whole itself.
     */
    public static Settings applied(Settings settings, Path dataFolder) {
        if (from(settings).isEmpty()) {
            return settings;
        }
        PemPair files = files(dataFolder);
        return Stream.of("tls", "submission.tls")
                .reduce(
                        settings,
                        (before, prefix) ->
                                isUnset(before, prefix)
                                        ? before.with(
                                                List.of(
                                                        prefix
                                                                + ".certificate="
                                                                + files.certificate(),
                                                        prefix + ".key=" + files.key()))
                                        : before,
                        (one, other) -> other);
    }
}
