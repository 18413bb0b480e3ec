package io.mailyard.portal;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An account with users who can sign in, made for one test. */
record PortalAccount(TestServer server, long account, String name, String title) {
    static final String PASSWORD = "violet-Harbour-93-lamp";

    static PortalAccount of(TestServer server, Object... more) {
        String name = Api.unique("shop");
        String title = "Shop " + name;
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                "name",
                                name,
                                "title",
                                title,
                                "tz",
                                "Europe/Berlin",
                                "tariff",
                                1,
                                "reports_day",
                                1,
                                "reports_hour",
                                9));
        params.addAll(Arrays.asList(more));
        long id = server.api().call("accounts/save", params.toArray()).savedId();
        return new PortalAccount(server, id, name, title);
    }

    /** Adds a user; what is sent to sign in. */
    String user(String login, Object... more) {
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                "account_id",
                                account,
                                "name",
                                login,
                                "email",
                                login + "@example.com",
                                "password",
                                PASSWORD));
        params.addAll(Arrays.asList(more));
        server.api().call("accounts/users/add", params.toArray()).ok();
        return login + "@" + name;
    }

    String master() {
        return user("maria", "master", true);
    }

    /** A browser without scripts in which nobody is signed in. */
    static PanelClient browser(TestServer server) {
        return new PanelClient(server.uri(), Portal.ROOT, "");
    }

    PanelClient browser() {
        return browser(server);
    }

    /** One in which the user is signed in. */
    PanelClient signedIn(String login) {
        return browser().signedIn(login, PASSWORD);
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }
}
