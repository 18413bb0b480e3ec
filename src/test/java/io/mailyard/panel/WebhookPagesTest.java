package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Webhooks of an account as pages, with their log. */
class WebhookPagesTest {
    private static final Pattern SECRET = Pattern.compile("<pre id=\"secret\">([^<]+)</pre>");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

    private static String found(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    @Test
    void webhook_isMadeTestedSentAgainRotatedAndDeleted() {
        try (TestServer server =
                        TestServer.start(StoreKind.SQLITE, "webhooks.private-networks=allow");
                FakeEndpoint endpoint = FakeEndpoint.start()) {
            PanelClient admin = PanelPeople.master(server).client();
            Api api = server.api();
            long account = api.newAccount();
            String path = "/admin/accounts/" + account + "/webhooks";
            assertThat(admin.get(path).body()).contains("No webhooks yet");
            assertThat(admin.form(path + "/new", "url=nothing&active=true").body())
                    .contains("url-fault", "events-fault");
            String url = URLEncoder.encode(endpoint.url("/in"), StandardCharsets.UTF_8);
            HttpResponse<String> made =
                    admin.form(
                            path + "/new",
                            "url=" + url + "&active=true&events:hbounce=true&events:deliv=true");
            String secret = found(SECRET, made.body());
            assertThat(secret).startsWith("whsec_");
            String page =
                    path
                            + "/"
                            + api.call("webhooks/list", "account_id", account)
                                    .at("data.0.id")
                                    .number();
            assertThat(admin.get(page).body())
                    .contains("No requests yet", "deliv, hbounce")
                    .doesNotContain(secret);
            assertThat(admin.form(page + "/test", "event=hbounce").body())
                    .contains("Taken, after", "1 request<", "\n204<");
            assertThat(endpoint.requests()).hasSize(1);
            assertThat(admin.get(page + "/deliveries/1").body())
                    .contains("Send again", "example.com");
            endpoint.usually(FakeEndpoint.answering("500 Broken"));
            assertThat(admin.form(page + "/replay", "delivery=1").body())
                    .contains("Not taken, after");
            assertThat(admin.get(page + "?failed=true").body()).contains("1 request<", "\n500<");

            String settings = admin.get(page + "/settings").body();
            HttpResponse<String> saved =
                    admin.form(
                            page + "/settings",
                            "url=" + url + "&events:*=true&version=" + found(VERSION, settings));
            assertThat(saved.headers().firstValue("Location")).hasValue(page + "?done=saved");
            assertThat(admin.get(path).body()).contains("Inactive");
            assertThat(found(SECRET, admin.form(page + "/rotate", "overlap_seconds=60").body()))
                    .isNotEqualTo(secret);
            othersAreRefused(server, page);
            assertThat(admin.form(page + "/delete", "reason=done").statusCode()).isEqualTo(303);
            assertThat(admin.get(page).statusCode()).isEqualTo(404);
            assertThat(admin.get("/admin/webhooks").body()).contains("every account");
        }
    }

    private static void othersAreRefused(TestServer server, String page) {
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(page).body()).doesNotContain(page + "/test", page + "/rotate");
        assertThat(support.form(page + "/test", "").body()).contains("webhooks:write");
        String foreign = page.replaceFirst("[0-9]+", String.valueOf(server.api().newAccount()));
        assertThat(PanelPeople.master(server).client().get(foreign).statusCode()).isEqualTo(404);
    }
}
