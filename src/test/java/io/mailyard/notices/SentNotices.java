package io.mailyard.notices;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What tests see of the platform's own mail: its rows, past all of the product's code. */
final class SentNotices {
    private SentNotices() {}

    /** A row of {@code notices}. */
    record Notice(String state, long attempts, String answer) {}

    /** Those to an address, the oldest first. */
    static List<Notice> to(TestServer server, String address) {
        List<Notice> found = new ArrayList<>();
        try (Connection connection = server.connection();
                PreparedStatement query =
                        connection.prepareStatement(
                                "SELECT state, attempts, last_answer FROM notices"
                                        + " WHERE recipient = ? ORDER BY id")) {
            query.setString(1, address);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Notice(rows.getString(1), rows.getLong(2), rows.getString(3)));
                }
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        return found;
    }

    /** How many wait. */
    static long waiting(TestServer server) {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT count(*) FROM notices WHERE state = 'new'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Waits until the last one to an address is in this state. */
    static Notice await(TestServer server, String address, String state) {
        Await.until(() -> {
            List<Notice> all = to(server, address);
            return !all.isEmpty() && all.getLast().state().equals(state);
        });
        return to(server, address).getLast();
    }

    /** Sends a welcome mail to a new user with this address. */
    static void welcome(Api api, long account, String address) {
        api.newUser(account, Api.unique("user"), "email", address, "send_welcome", true);
    }

    /** The value of a metric without labels. */
    static double metric(Api api, String name) {
        return api.send("GET", "/metrics", "", "")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
