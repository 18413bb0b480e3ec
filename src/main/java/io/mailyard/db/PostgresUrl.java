package io.mailyard.db;

import io.mailyard.base.StartException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    static PostgresUrl parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            // Not shown: it may contain a password.
            throw new StartException(
                    "the store's URL must be like postgresql://user:password@host:5432/database");
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
        return new PostgresUrl(
                user, password, matcher.group(2), matcher.group(3), String.join("&", others));
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
