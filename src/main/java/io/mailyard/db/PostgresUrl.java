package io.mailyard.db;

import io.mailyard.base.StartException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed PostgreSQL connection string (libpq manual, 34.1.1.2).
 *
 * @param hosts one or more {@code host:port}, separated by commas
 * @param parameters joined by {@code &}, without user and password
 */
record PostgresUrl(String user, String password, String hosts, String name, String parameters) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:jdbc:)?postgres(?:ql)?://(?:([^@/?]*)@)?([^@/?]+)/([^?]+)(?:\\?(.*))?");

    /** More than any set of standbys has: each is watched by a connection. */
    private static final int MOST_HOSTS = 16;

    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]\\s]+)(?::([0-9]{1,5}))?");

    /**
     * Parameters by which the driver chooses among hosts and limits its waits. With several hosts
     * {@link PrimaryConnector} does both.
     */
    private static final Set<String> OF_SEVERAL_HOSTS =
            Set.of(
                    "targetServerType",
                    "loadBalanceHosts",
                    "hostRecheckSeconds",
                    "loginTimeout",
                    "socketTimeout",
                    "sslResponseTimeout");

    static PostgresUrl parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            // Not shown: it may contain a password.
            throw new StartException(
                    "the store's URL must be like postgresql://user:password@host:5432/database; in"
                            + " a user or password write %40 for @, %2F for / and %3F for ?");
        }
        if (matcher.group(1) == null && matcher.group(3).contains("@")) {
            throw new StartException(
                    "the store's URL has a / or ? before an @: in a user or password write %2F or"
                            + " %3F, in the database's name %40 for @");
        }
        String login = orEmpty(matcher.group(1));
        int colon = login.indexOf(':');
        String user = decoded(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? "" : decoded(login.substring(colon + 1));
        List<String> others = new ArrayList<>();
        for (String parameter : orEmpty(matcher.group(4)).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = decoded(parameter.substring("user=".length()));
            } else if (parameter.startsWith("password=")) {
                password = decoded(parameter.substring("password=".length()));
            } else if (!parameter.isEmpty()) {
                others.add(parameter);
            }
        }
        requireHosts(matcher.group(2), matcher.group(1) != null);
        return new PostgresUrl(
                user, password, matcher.group(2), matcher.group(3), String.join("&", others));
    }

    private static void requireHosts(String hosts, boolean afterLogin) {
        String[] all = hosts.split(",", -1);
        if (all.length > MOST_HOSTS) {
            throw new StartException(
                    "the store's URL names " + all.length + " hosts, of at most " + MOST_HOSTS);
        }
        for (String host : all) {
            Matcher parts = HOST.matcher(host);
            if (!parts.matches() || !isPort(parts.group(1))) {
                throw new StartException(
                        "the store's URL names the host '"
                                + shown(host, afterLogin)
                                + "': write HOST or HOST:PORT, several with a comma between them");
            }
        }
    }

    private static boolean isPort(@Nullable String port) {
        int number = port == null ? 1 : Integer.parseInt(port);
        return number >= 1 && number <= MAX_PORT;
    }

    /**
     * A wrong host, safe to show: where the host is left out, a password stands behind the colon.
     *
     * @param afterLogin whether user and password stand before it
     */
    private static String shown(String host, boolean afterLogin) {
        int colon = host.indexOf(':');
        return colon < 0 || (afterLogin && host.matches("[^:]*:[0-9]{0,5}"))
                ? host
                : host.substring(0, colon) + ":...";
    }

    /** The hosts in their order, each {@code host} or {@code host:port}. */
    List<String> hostList() {
        return List.of(hosts.split(",", -1));
    }

    /** URL for the driver of one of several hosts, without user and password. */
    String jdbcOf(String host) {
        List<String> kept = new ArrayList<>();
        for (String parameter : parameters.split("&", -1)) {
            if (!OF_SEVERAL_HOSTS.contains(parameter.replaceFirst("=.*", ""))) {
                kept.add(parameter);
            }
        }
        return new PostgresUrl(user, password, host, name, String.join("&", kept)).jdbc();
    }

    /**
     * Maximum time in seconds that a connection to one of several hosts waits for an answer; 0: as
     * long as it takes.
     *
     * @param properties say it where the URL does not, and where they say 0
     */
    int socketTimeoutSeconds(Properties properties) {
        int wanted = seconds(properties.getProperty("socketTimeout", "0"));
        String given = parameter("socketTimeout");
        return wanted == 0 || given.isEmpty() ? wanted : seconds(given);
    }

    private static int seconds(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new StartException(
                    "the store's URL has socketTimeout=" + text + ": write seconds");
        }
        return Integer.parseInt(text);
    }

    /** URL for the driver, without user and password. */
    String jdbc() {
        return "jdbc:postgresql://"
                + hosts
                + "/"
                + name
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** The database's name, without %-sequences. */
    String decodedName() {
        return decoded(name);
    }

    /** The value of a parameter; empty: not given. */
    String parameter(String key) {
        for (String parameter : parameters.split("&", -1)) {
            if (parameter.startsWith(key + "=")) {
                return decoded(parameter.substring(key.length() + 1));
            }
        }
        return "";
    }

    /**
     * A URL of another database on the same server, with user and password.
     *
     * @param schema the schema to use; empty: the default
     */
    String at(String database, String schema) {
        List<String> kept = new ArrayList<>();
        for (String parameter : parameters.split("&", -1)) {
            if (!parameter.isEmpty() && !parameter.startsWith("currentSchema=")) {
                kept.add(parameter);
            }
        }
        if (!schema.isEmpty()) {
            kept.add("currentSchema=" + encoded(schema));
        }
        if (!user.isEmpty()) {
            kept.add("user=" + encoded(user));
        }
        if (!password.isEmpty()) {
            kept.add("password=" + encoded(password));
        }
        return place(hosts, encoded(database))
                + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    /** A URL of the same database by way of another {@code host:port}, with user and password. */
    String through(String otherHost) {
        return new PostgresUrl(user, password, otherHost, name, parameters)
                .at(decodedName(), parameter("currentSchema"));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String place(String hosts, String name) {
        return "postgresql://" + hosts + "/" + name;
    }

    /** The URL without passwords, as a configuration has it beside one. */
    String withoutPassword() {
        List<String> kept = new ArrayList<>();
        for (String parameter : parameters.split("&", -1)) {
            if (!parameter.isEmpty() && !parameter.startsWith("sslpassword=")) {
                kept.add(parameter);
            }
        }
        return place((user.isEmpty() ? "" : encoded(user) + "@") + hosts, name)
                + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    /** URL safe to show. */
    String place() {
        return place(hosts, name);
    }

    @Override
    public String toString() {
        return place();
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new StartException("the store's URL has a wrong %-sequence before the host", e);
        }
    }
}
