package io.mailyard.notices;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.mailyard.base.StartException;
import io.mailyard.mime.OneLine;
import io.mailyard.templates.Language;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the place of an address in a GeoIP City or Country database (MaxMind DB format). */
public final class GeoIp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GeoIp.class);

    /** Maximum length of a place name; the longest one has 85 letters. */
    private static final int MAX_NAME = 100;

    private final @Nullable Reader reader;

    private GeoIp(@Nullable Reader reader) {
        this.reader = reader;
    }

    /** Without a database: knows no place. */
    public static GeoIp none() {
        return new GeoIp(null);
    }

    /**
     * Opens the configured database; without one, no place is known.
     *
     * @throws StartException if the file is missing, damaged or of another kind
     */
    public static GeoIp open(RelayConfig config) {
        return config.geoip().isEmpty() ? none() : open(Path.of(config.geoip()));
    }

    /** Opens the database, as {@link #open(RelayConfig)} does. */
    static GeoIp open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw refused(file, "does not exist", null);
        }
        Reader reader;
        try {
            reader = new Reader(file.toFile(), new CHMCache());
        } catch (IOException | RuntimeException damaged) {
            throw refused(file, "is not a MaxMind database, or is damaged", damaged);
        }
        String type = reader.getMetadata().getDatabaseType();
        if (!type.contains("City") && !type.contains("Country")) {
            close(reader);
            throw refused(file, "is of the kind " + type + ", not City or Country", null);
        }
        return new GeoIp(reader);
    }

    private static StartException refused(Path file, String reason, @Nullable Throwable cause) {
        return new StartException("configuration: geoip.database " + file + " " + reason, cause);
    }

    /**
     * The place, for example {@code Berlin, Germany}. Empty if the database does not know it, if
     * there is no database, and for addresses without a place (private, loopback, not an address).
     *
     * @param address as a literal; names are not looked up
     */
    public Optional<String> place(String address, Language language) {
        Reader known = reader;
        Optional<InetAddress> parsed = literal(address);
        if (known == null || parsed.isEmpty() || nowhere(parsed.get())) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(known.get(parsed.get(), Map.class))
                    .flatMap(found -> named(found, language));
        } catch (IOException | RuntimeException damaged) {
            LOG.warn("the GeoIP database cannot be read: {}", damaged.toString());
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> literal(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static boolean nowhere(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                // RFC 4193: fc00::/7.
                || (address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc);
    }

    private static Optional<String> named(Map<?, ?> found, Language language) {
        Optional<String> country =
                name(found.get("country"), language)
                        .or(() -> name(found.get("registered_country"), language));
        String place =
                Stream.of(name(found.get("city"), language), country)
                        .flatMap(Optional::stream)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return place.isEmpty() ? Optional.empty() : Optional.of(place);
    }

    private static Optional<String> name(@Nullable Object part, Language language) {
        if (!(part instanceof Map<?, ?> map) || !(map.get("names") instanceof Map<?, ?> names)) {
            return Optional.empty();
        }
        Object own = names.get(language.tag());
        Object any = own == null ? names.get(Language.EN.tag()) : own;
        return any instanceof String text
                ? Optional.of(OneLine.of(text, MAX_NAME)).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    @Override
    public void close() {
        if (reader != null) {
            close(reader);
        }
    }

    private static void close(Reader reader) {
        try {
            reader.close();
        } catch (IOException closed) {
            LOG.debug("closing the GeoIP database failed", closed);
        }
    }
}
