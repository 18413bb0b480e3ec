package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.alerts.ReceivedMail;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import io.mailyard.users.PortalUsers.NewUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code profile/get} and {@code profile/save}, by tokens of an account and by its users. */
@ParameterizedClass
@EnumSource
class ProfileCallTest {
    private static final String GET = "/api/v1.1/profile/get";
    private static final String SAVE = "/api/v1.1/profile/save";

    private static final Pattern PROOF = Pattern.compile("/portal/email/[A-Za-z0-9_-]+");

    /** What neither a token nor a user may change by these calls. */
    private static final Map<String, Object> OTHERS =
            Map.ofEntries(
                    Map.entry("tariff", 1),
                    Map.entry("is_active", false),
                    Map.entry("force_2fa_auth", true),
                    Map.entry("enable_push", true),
                    Map.entry("domains_policy", "off"),
                    Map.entry("content_keep", "7d"),
                    Map.entry("submission_passwords", "tokens"),
                    Map.entry("email", "other@example.com"),
                    Map.entry("password", "violet-Harbour-93-lamp"),
                    Map.entry("master", true),
                    Map.entry("active", false),
                    Map.entry("must_change_password", true),
                    Map.entry("new_name", "other"),
                    Map.entry("account_id", 1));

    private final StoreKind kind;
    private final Api admin;
    private final PortalUsers users;

    ProfileCallTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        this.kind = kind;
        admin = server.api();
        users = new PortalUsers(server);
    }

    @AfterEach
    void close() {
        users.close();
    }

    private Api token(NewUser user, String... scopes) {
        return admin.newTokenOf(user.account(), "scopes", List.of(scopes)).api();
    }

    private Tree stored(NewUser user) {
        return admin.call("accounts/users/get", "account_id", user.account(), "name", user.login())
                .ok()
                .at("data");
    }

    private Tree account(NewUser user) {
        return admin.call("accounts/get", "id", user.account()).ok().at("data");
    }

    /** What mails to an address say. */
    private static String mailed(FakeMailHost relay, String address) {
        return ReceivedMail.to(relay, address).stream()
                .map(mail -> mail.subject() + "\n" + mail.text())
                .collect(Collectors.joining("\n"));
    }

    private static String proof(FakeMailHost relay, String address) {
        Await.until(() -> !mailed(relay, address).isEmpty());
        Matcher link = PROOF.matcher(mailed(relay, address));
        assertThat(link.find()).as(mailed(relay, address)).isTrue();
        return link.group();
    }

    private static int follow(TestServer server, String path) {
        return server.api()
                .withToken("")
                .send("POST", path, "application/x-www-form-urlencoded", "")
                .status();
    }

    @Test
    void token_seesAndChangesTitleZoneAndReportsOfItsAccount_andNothingElse() {
        NewUser user = users.add(true);
        Api own = token(user, "read", "profile:write");
        Tree before = own.call(GET).ok().at("data");
        assertThat(before.names())
                .containsExactly("title", "timezone", "reports_day", "reports_hour", "user");
        assertThat(before.at("user").nothing()).isTrue();

        own.call(SAVE, "title", "Harbour", "tz", "Asia/Tokyo", "reports_day", 7, "reports_hour", 23)
                .ok();

        Tree row = account(user);
        assertThat(row.at("title").text()).isEqualTo("Harbour");
        assertThat(row.at("timezone").text()).isEqualTo("Asia/Tokyo");
        assertThat(row.at("reports_day").number()).isEqualTo(7);
        assertThat(row.at("reports_hour").number()).isEqualTo(23);
        String all = admin.call("accounts/get", "id", user.account()).text();
        String one = stored(user).toString();
        OTHERS.forEach((name, value) -> {
            Answer answer = own.call(SAVE, "name", user.login(), name, value);
            assertThat(answer.error()).as(name).isEqualTo(400);
            assertThat(answer.at("errors.0.field").text()).isEqualTo(name);
        });
        assertThat(admin.call("accounts/get", "id", user.account()).text()).isEqualTo(all);
        assertThat(stored(user)).hasToString(one);
    }

    @Test
    void faults_areNamedAllAtOnce_andNothingIsChanged() {
        NewUser user = users.add(true);
        String title = account(user).at("title").text();

        Answer answer =
                token(user, "write")
                        .call(
                                SAVE,
                                "name",
                                user.login(),
                                "title",
                                "New",
                                "tz",
                                "Mars/Olympus",
                                "reports_hour",
                                24,
                                "lang",
                                "DE",
                                "notify_email",
                                "nowhere");

        assertThat(answer.error()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        answer.at("errors").items().forEach(fault -> fields.add(fault.at("field").text()));
        assertThat(fields).containsExactlyInAnyOrder("tz", "reports_hour", "lang", "notify_email");
        assertThat(account(user).at("title").text()).isEqualTo(title);
        assertThat(token(user, "write").call(SAVE, "lang", "RU").at("errors.0.field").text())
                .isEqualTo("name");
    }

    @Test
    void token_reachesItsOwnUsersAlone_andNeedsTheScope() {
        NewUser user = users.add(true);
        NewUser stranger = users.add(true);
        String before = stored(stranger).toString();
        Api own = token(user, "write");

        assertThat(own.call(GET, "name", stranger.login()).error()).isEqualTo(404);
        assertThat(own.call(SAVE, "name", stranger.login(), "lang", "RU").error()).isEqualTo(404);
        assertThat(stored(stranger)).hasToString(before);
        assertThat(token(user, "account:write", "messages:write").call(GET).errorText())
                .contains("profile:read");
        assertThat(token(user, "profile:read").call(SAVE, "title", "x").errorText())
                .contains("profile:write");
        admin.call("accounts/freeze", "id", user.account()).ok();
        assertThat(own.call(SAVE, "title", "x").error()).isEqualTo(403);
    }

    @Test
    void notifyEmail_countsOnceProved_andTheOneBeforeIsTold() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer own =
                        TestServer.start(
                                kind,
                                "mail.relay.host=127.0.0.1",
                                "mail.relay.port=" + relay.port())) {
            Api api = own.api();
            long account = api.newAccount();
            api.newUser(account, "anna", "email", "old@example.com");
            Api token = api.newTokenOf(account).api();

            token.call(
                            SAVE,
                            "name",
                            "anna",
                            "notify_email",
                            "new@example.com",
                            "alerts",
                            Map.of("limits", true))
                    .ok();

            Tree user = shown(token);
            assertThat(user.at("notify_email").text()).isEqualTo("old@example.com");
            assertThat(user.at("alerts.limits").flag()).isTrue();
            assertThat(user.at("notify_email_asked").text()).isEqualTo("new@example.com");
            assertThat(user.at("email_asked").text()).isEmpty();
            String link = proof(relay, "new@example.com");
            assertThat(api.send("GET", link, "text/html", "").text())
                    .contains("alerts and reports go to new@example.com");
            assertThat(shown(token).at("notify_email").text()).isEqualTo("old@example.com");
            assertThat(follow(own, link)).isEqualTo(200);
            assertThat(shown(token).at("notify_email").text()).isEqualTo("new@example.com");
            assertThat(shown(token).at("email").text()).isEqualTo("old@example.com");
            assertThat(shown(token).at("notify_email_asked").text()).isEmpty();
            Await.until(() -> mailed(relay, "old@example.com").contains("another address"));
            assertThat(follow(own, link)).as("it works once").isEqualTo(404);

            token.call(SAVE, "name", "anna", "notify_email", "old@example.com").ok();
            assertThat(shown(token).at("notify_email").text()).isEqualTo("old@example.com");
            token.call(SAVE, "name", "anna", "notify_email", "").ok();
            assertThat(shown(token).at("notify_email").text()).isEmpty();
        }
    }

    private static Tree shown(Api token) {
        return token.call(GET, "name", "anna").ok().at("data.user");
    }

    @Test
    void proofOfNotifyEmail_isVoidAfterAnotherAddress_andIsAskedFiveTimesAnHour() {
        NewUser user = users.add(false);
        Api own = token(user, "write");
        String fresh = Api.unique("void") + "@example.com";
        own.with("Prefer", "dry-run").call(SAVE, "name", user.login(), "notify_email", fresh).ok();
        assertThat(asked(own, user)).isEmpty();
        own.call(SAVE, "name", user.login(), "notify_email", fresh).ok();
        assertThat(asked(own, user)).isEqualTo(fresh);
        admin.call(
                        "accounts/users/update",
                        "account_id",
                        user.account(),
                        "name",
                        user.login(),
                        "notify_email",
                        "desk@example.com")
                .ok();
        assertThat(asked(own, user)).isEmpty();

        int taken = 1;
        Answer last = own.call(GET);
        while (taken < 20 && last.error() == 0) {
            String next = Api.unique("next") + "@example.com";
            last = own.call(SAVE, "name", user.login(), "notify_email", next);
            taken += last.error() == 0 ? 1 : 0;
        }
        assertThat(taken).isEqualTo(5);
        assertThat(last.error()).isEqualTo(429);
        NewUser other = users.addTo(user.account(), false);
        own.call(SAVE, "name", other.login(), "notify_email", "").ok();
    }

    private static String asked(Api own, NewUser user) {
        return own.call(GET, "name", user.login()).ok().at("data.user.notify_email_asked").text();
    }

    @Test
    void user_changesItsOwnProfile_andAMasterEveryones() {
        NewUser master = users.add(true);
        NewUser user = users.addTo(master.account(), false, "last_name", "Iwanow");
        Api petja = users.signedIn(user);
        Api maria = users.signedIn(master);

        petja.call(SAVE, "first_name", "Petja", "alerts", Map.of("weekly_reports", true)).ok();
        petja.call(SAVE, "name", user.login(), "lang", "RU").ok();

        assertThat(stored(user).at("first_name").text()).isEqualTo("Petja");
        assertThat(stored(user).at("last_name").text()).isEqualTo("Iwanow");
        assertThat(stored(user).at("lang").text()).isEqualTo("RU");
        assertThat(stored(user).at("alerts.weekly_reports").flag()).isTrue();
        assertThat(petja.call(GET).ok().at("data.user.username").text()).isEqualTo(user.login());
        for (Object[] refused :
                new Object[][] {
                    {"title", "x"}, {"tz", "UTC"}, {"reports_day", 1}, {"reports_hour", 1}
                }) {
            assertThat(petja.call(SAVE, refused).errorText()).contains("account:write");
        }
        assertThat(petja.call(GET, "name", master.login()).error()).isEqualTo(403);
        assertThat(petja.call(SAVE, "name", master.login(), "lang", "RU").error()).isEqualTo(403);
        maria.call(SAVE, "name", user.login(), "last_name", "Petrow", "reports_hour", 5).ok();
        assertThat(stored(user).at("last_name").text()).isEqualTo("Petrow");
        assertThat(account(user).at("reports_hour").number()).isEqualTo(5);
        List<Tree> changes =
                admin.call("audit/list", "action", "users.update", "object_id", user.id())
                        .ok()
                        .at("data")
                        .items();
        assertThat(changes.getLast().at("actor").text()).isEqualTo("user:" + master.name());
    }
}
