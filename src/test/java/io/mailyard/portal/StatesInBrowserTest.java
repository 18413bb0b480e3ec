package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.Drill;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of docs/states.md about signing in and open sessions, executed in a real browser: one in
 * a short run, all under {@code ./check --long}.
 */
@InBrowser
class StatesInBrowserTest {
    private static final String REASON = "Invoice 12 is open";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PortalAccount shop = PortalAccount.of(server);
    private long administrator;

    /** What a person meets. */
    enum Meets {
        PAGES,
        NOTICE,
        SIGN_IN,
        SWITCHED_OFF,
        UNKNOWN,
        PASSWORD,
        FACTOR
    }

    /** A state, when it begins, and what the person meets then. */
    enum Row {
        OPEN_SESSION_OF_A_FROZEN_ACCOUNT("frozen", true, Meets.NOTICE),
        OPEN_SESSION_OF_AN_ACTIVE_ACCOUNT("active", true, Meets.PAGES),
        OPEN_SESSION_OF_AN_INACTIVE_ACCOUNT("inactive", true, Meets.SIGN_IN),
        OPEN_SESSION_OF_A_DELETED_ACCOUNT("deleted", true, Meets.SIGN_IN),
        OPEN_SESSION_OF_AN_INACTIVE_USER("user inactive", true, Meets.SIGN_IN),
        OPEN_SESSION_THAT_WAS_ENDED("ended", true, Meets.SIGN_IN),
        OPEN_SESSION_WHOSE_PASSWORD_MUST_CHANGE("must change", true, Meets.PASSWORD),
        OPEN_SESSION_THAT_NEEDS_A_FACTOR("factor", true, Meets.FACTOR),
        SIGN_IN_TO_AN_ACTIVE_ACCOUNT("active", false, Meets.PAGES),
        SIGN_IN_TO_A_FROZEN_ACCOUNT("frozen", false, Meets.NOTICE),
        SIGN_IN_TO_AN_INACTIVE_ACCOUNT("inactive", false, Meets.SWITCHED_OFF),
        SIGN_IN_TO_A_DELETED_ACCOUNT("deleted", false, Meets.UNKNOWN),
        SIGN_IN_OF_AN_INACTIVE_USER("user inactive", false, Meets.SWITCHED_OFF),
        SIGN_IN_WITH_A_PASSWORD_THAT_MUST_CHANGE("must change", false, Meets.PASSWORD),
        SIGN_IN_THAT_NEEDS_A_FACTOR("factor", false, Meets.FACTOR),
        ADMINISTRATOR_OPEN_SESSION_SWITCHED_OFF("administrator inactive", true, Meets.SIGN_IN),
        ADMINISTRATOR_SIGN_IN_SWITCHED_OFF("administrator inactive", false, Meets.SWITCHED_OFF),
        ADMINISTRATOR_OPEN_SESSION_ENDED("administrator ended", true, Meets.SIGN_IN),
        ADMINISTRATOR_PASSWORD_MUST_CHANGE("administrator must change", false, Meets.PASSWORD);

        private final String state;
        private final boolean isOpen;
        private final Meets meets;

        Row(String state, boolean isOpen, Meets meets) {
            this.state = state;
            this.isOpen = isOpen;
            this.meets = meets;
        }

        String surface() {
            return state.startsWith("administrator") ? "/admin" : "/portal";
        }
    }

    static Stream<Row> rows() {
        return Arrays.stream(Row.values()).limit(Drill.isLong() ? Row.values().length : 1);
    }

    private void become(String state) {
        long account = shop.account();
        switch (state) {
            case "frozen" ->
                    api.call(
                                    "accounts/freeze",
                                    "id",
                                    account,
                                    "reason",
                                    REASON,
                                    "frozen_details",
                                    Map.of("payment_url", "https://pay.example.com/7"))
                            .ok();
            case "inactive" -> api.call("accounts/deactivate", "id", account).ok();
            case "deleted" -> api.call("accounts/delete", "id", account).ok();
            case "user inactive" -> user("active", false);
            case "must change" -> user("must_change_password", true);
            case "ended" -> user("password", "quiet-Lantern-58-moss");
            case "factor" -> api.call("accounts/save", "id", account, "force_2fa_auth", true).ok();
            case "administrator inactive" -> administrator("active", false);
            case "administrator ended" -> administrator("password", "quiet-Lantern-58-moss");
            case "administrator must change" -> administrator("must_change_password", true);
            default -> api.call("accounts/activate", "id", account).ok();
        }
    }

    private void user(String field, Object value) {
        api.call(
                        "accounts/users/update",
                        "account_id",
                        shop.account(),
                        "name",
                        "maria",
                        field,
                        value)
                .ok();
    }

    private void administrator(String field, Object value) {
        api.call("administrators/save", "id", administrator, field, value).ok();
    }

    private String person(Row row) {
        if (row.surface().equals("/portal")) {
            return shop.master();
        }
        String login = Api.unique("kate");
        administrator =
                api.call(
                                "administrators/save",
                                "login",
                                login,
                                "role",
                                "master",
                                "password",
                                PortalAccount.PASSWORD,
                                "must_change_password",
                                false)
                        .savedId();
        return login;
    }

    private void signIn(Browser browser, String surface, String login) {
        browser.open(server.uri() + surface + "/signin")
                .type("#login", login)
                .type("#password", PortalAccount.PASSWORD)
                .click("form[action='" + surface + "/signin'] button.main");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void state_isMetInTheBrowserAsTheContractSays(Row row) {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        String login = person(row);
        String surface = row.surface();
        try (Browser browser = Browser.start()) {
            if (row.isOpen) {
                signIn(browser, surface, login);
                assertThat(browser.has("nav")).isTrue();
                become(row.state);
                browser.open(server.uri() + surface);
            } else {
                become(row.state);
                signIn(browser, surface, login);
            }
            assertMeets(browser, row);
            browser.mustBeClean(row.name());
        }
    }

    private void assertMeets(Browser browser, Row row) {
        String surface = row.surface();
        switch (row.meets) {
            case PAGES -> assertThat(browser.has("nav")).isTrue();
            case NOTICE -> {
                assertThat(browser.text(".why")).isEqualTo(REASON);
                assertThat(browser.attribute("#pay", "href"))
                        .isEqualTo("https://pay.example.com/7");
                browser.open(server.uri() + surface + "/profile");
                assertThat(browser.text(".why")).as("every address").isEqualTo(REASON);
                assertThat(browser.has("nav")).isFalse();
            }
            case SIGN_IN -> assertThat(browser.address()).contains(surface + "/signin");
            case SWITCHED_OFF ->
                    assertThat(browser.text("#fault")).containsPattern("switched off|is wrong");
            case UNKNOWN -> {
                String said = browser.text("#fault");
                signIn(browser, surface, "nobody@" + shop.name());
                assertThat(browser.text("#fault")).isEqualTo(said);
            }
            case PASSWORD -> {
                assertThat(browser.address()).endsWith(surface + "/profile");
                assertThat(browser.has("#fresh")).isTrue();
                browser.open(server.uri() + surface);
                assertThat(browser.address()).as("alone").endsWith(surface + "/profile");
            }
            case FACTOR -> {
                // of an open session, which holds for half a second what it knows of the account
                Await.until(() ->
                        browser.open(server.uri() + surface)
                                .address()
                                .endsWith(surface + "/profile/factor"));
                browser.open(server.uri() + surface + "/domains");
                assertThat(browser.address()).as("alone").endsWith("/profile/factor");
            }
        }
    }
}
