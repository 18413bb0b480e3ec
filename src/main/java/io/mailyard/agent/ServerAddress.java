package io.mailyard.agent;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Address of a server process.
 *
 * @param uri {@code http} only for loopback addresses
 * @param pin the only certificate that is trusted there; empty to check it as browsers do
 */
record ServerAddress(URI uri, Optional<PinnedCertificate> pin) {
    /** Processes of one server; each more is asked before a node gives up. */
    private static final int MOST = 16;

    private static final int LAST_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Not names that begin so: their addresses are anybody's, and the key would go there open. */
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    @Override
    public String toString() {
        return uri.toString();
    }

    /** Addresses and key by which a node reaches its server. */
    record ServerAccess(List<ServerAddress> addresses, String key) {
        ServerAccess {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Reads what the command line says.
     *
     * @param servers addresses of processes of one server
     * @param pins fingerprints of their certificates: none, one of all, or one of each
     * @throws StartException that names every fault
     */
    static ServerAccess read(List<String> servers, Path keyFile, List<String> pins) {
        List<String> faults = new ArrayList<>();
        List<URI> uris = uris(servers, faults);
        List<PinnedCertificate> pinned = pinned(pins, faults);
        if (pins.size() > 1 && pins.size() != servers.size()) {
            faults.add(
                    "--pin: "
                            + pins.size()
                            + " fingerprints for "
                            + servers.size()
                            + " addresses of --server; give one for all, or one for each in the same order");
        }
        if (!pins.isEmpty()) {
            uris.stream()
                    .filter(uri -> uri.getScheme().equalsIgnoreCase("http"))
                    .forEach(uri -> faults.add(unpinnable(uri)));
        }
        String key = key(keyFile, faults);
        if (!faults.isEmpty()) {
            throw new StartException(String.join("; ", faults));
        }
        List<ServerAddress> addresses = new ArrayList<>();
        for (int i = 0; i < uris.size(); i++) {
            Optional<PinnedCertificate> pin =
                    pinned.isEmpty()
                            ? Optional.empty()
                            : Optional.of(pinned.get(pinned.size() == 1 ? 0 : i));
            addresses.add(new ServerAddress(uris.get(i), pin));
        }
        return new ServerAccess(addresses, key);
    }

    private static String unpinnable(URI uri) {
        return "--pin: '"
                + uri
                + "' has no certificate to compare it with; write https, or leave --pin out";
    }

    private static List<URI> uris(List<String> servers, List<String> faults) {
        List<URI> uris = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (String server : servers) {
            String given = server.strip();
            Optional<URI> uri = uri(given);
            if (uri.isEmpty()) {
                faults.add(
                        "--server: '"
                                + given
                                + "' must be https://HOST:PORT; http is for the loopback address alone");
            } else if (!seen.add(place(uri.get()))) {
                faults.add("--server: '" + given + "' is named twice");
            }
            uri.ifPresent(uris::add);
        }
        if (servers.isEmpty() || servers.size() > MOST) {
            faults.add("--server: " + servers.size() + " addresses; it takes from 1 to " + MOST);
        }
        return uris;
    }

    /** Returns a text that is the same for each way to write an address. */
    private static String place(URI uri) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        return (tls + " " + uri.getHost() + " " + port).toLowerCase(Locale.ROOT);
    }

    private static Optional<URI> uri(String given) {
        try {
            URI uri = new URI(given);
            String scheme =
                    Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            String host = Optional.ofNullable(uri.getHost()).orElse("");
            boolean loopback =
                    host.equals("localhost")
                            || host.equals("[::1]")
                            || LOOPBACK.matcher(host).matches();
            boolean plain =
                    Optional.ofNullable(uri.getRawPath()).orElse("").matches("/?")
                            && uri.getUserInfo() == null
                            && uri.getQuery() == null
                            && uri.getFragment() == null
                            && uri.getPort() != 0
                            && uri.getPort() <= LAST_PORT;
            return plain
                            && !host.isEmpty()
                            && (scheme.equals("https") || (scheme.equals("http") && loopback))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    private static List<PinnedCertificate> pinned(List<String> pins, List<String> faults) {
        List<PinnedCertificate> pinned = new ArrayList<>();
        for (String pin : pins) {
            try {
                pinned.add(new PinnedCertificate(pin));
            } catch (IllegalArgumentException wrong) {
                faults.add("--pin: '" + pin.strip() + "': " + wrong.getMessage());
            }
        }
        return pinned;
    }

    private static String key(Path keyFile, List<String> faults) {
        try {
            String key = Files.readString(keyFile).lines().findFirst().orElse("").strip();
            if (!key.matches("[!-~]+")) {
                faults.add(
                        "--key-file: the first line of "
                                + keyFile
                                + " must be the node's key, such as myn_...");
            }
            return key;
        } catch (IOException unreadable) {
            faults.add("--key-file: " + keyFile + " cannot be read: " + unreadable.getMessage());
            return "";
        }
    }
}
