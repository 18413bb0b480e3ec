package io.mailyard.db;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Translates the driver's URL into the variables that tools of PostgreSQL read. */
final class PostgresEnvironment {
    private static final String DEFAULT_PORT = "5432";

    /** Parameters that both know, by the driver's name. */
    private static final Map<String, String> SAME =
            Map.of(
                    "sslmode", "PGSSLMODE",
                    "sslrootcert", "PGSSLROOTCERT",
                    "sslcert", "PGSSLCERT",
                    "sslkey", "PGSSLKEY");

    private PostgresEnvironment() {}

    static Map<String, String> of(PostgresUrl url, Properties properties) {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String host : url.hosts().split(",", -1)) {
            int colon = host.lastIndexOf(':');
            boolean port = colon > host.lastIndexOf(']');
            hosts.add((port ? host.substring(0, colon) : host).replaceAll("[\\[\\]]", ""));
            ports.add(port ? host.substring(colon + 1) : DEFAULT_PORT);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PGHOST", String.join(",", hosts));
        variables.put("PGPORT", String.join(",", ports));
        variables.put("PGDATABASE", url.decodedName());
        put(variables, "PGUSER", properties.getProperty("user", ""));
        put(variables, "PGPASSWORD", properties.getProperty("password", ""));
        SAME.forEach((parameter, variable) -> put(variables, variable, url.parameter(parameter)));
        if (url.parameter("ssl").equals("true") && !variables.containsKey("PGSSLMODE")) {
            variables.put("PGSSLMODE", "verify-full");
        }
        // a standby would give an older moment, and cannot export one
        variables.put("PGTARGETSESSIONATTRS", hosts.size() > 1 ? "read-write" : "any");
        variables.put("PGCONNECT_TIMEOUT", "10");
        variables.put("PGAPPNAME", "mailyard backup");
        variables.put("PGCLIENTENCODING", "UTF8");
        return variables;
    }

    private static void put(Map<String, String> variables, String name, String value) {
        if (!value.isEmpty()) {
            variables.put(name, value);
        }
    }
}
