package io.mailyard.panel;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.util.List;

/** Administrators for tests of the panel, each made for one test. */
record PanelPeople(URI server, String login) {
    static final String PASSWORD = "violet-Harbour-93-lamp";

    /** A person with a role, on a server. */
    static PanelPeople of(TestServer server, String role) {
        String login = Api.unique("person");
        server.api()
                .call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        role,
                        "password",
                        PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        return new PanelPeople(server.uri(), login);
    }

    /** A person with a role of these scopes alone. */
    static PanelPeople withScopes(TestServer server, String... scopes) {
        String role = Api.unique("role");
        server.api().call("roles/save", "name", role, "scopes", List.of(scopes)).ok();
        return of(server, role);
    }

    static PanelPeople master(TestServer server) {
        return of(server, "master");
    }

    /** The person's browser, without scripts. */
    PanelClient client() {
        return new PanelClient(server, "").signedIn(login, PASSWORD);
    }

    /** Signs in by the form, and goes to a page. */
    void signIn(Browser browser, String to) {
        browser.open(server + to)
                .type("#login", login)
                .type("#password", PASSWORD)
                .click("form[action='/admin/signin'] button.main");
    }
}
