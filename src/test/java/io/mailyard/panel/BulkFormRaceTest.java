package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One form of an act on many that is sent many times at once, and again when all is done. */
@ParameterizedClass
@EnumSource
class BulkFormRaceTest {
    private static final Pattern ACTION =
            Pattern.compile("<form method=\"post\" action=\"([^\"]*/bulk[^\"]*)\"");
    private static final int AT_ONCE = 8;

    private final TestServer server;
    private final PanelClient admin;

    BulkFormRaceTest(StoreKind kind) {
        server = TestServer.of(kind);
        admin = PanelPeople.master(server).client();
    }

    private static String action(String question) {
        Matcher found = ACTION.matcher(question);
        assertThat(found.find()).as(question).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    @Test
    void oneForm_beginsOneTask() throws Exception {
        Api api = server.api();
        String word = Api.unique("race");
        // few, so that the first task is over before the last form arrives
        long account = api.newAccount("title", word);
        String ask = "/admin/accounts/bulk?act=freeze&which=these&id:" + account + "=true";
        String action = action(admin.get(ask).body());
        String form = "csrf=" + admin.csrf() + "&reason=x&password=" + PanelPeople.PASSWORD;
        List<String> tasks = new ArrayList<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch all = new CountDownLatch(AT_ONCE);
            List<Future<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                sent.add(
                        senders.submit(() -> {
                            all.countDown();
                            all.await();
                            return admin.post(action, form);
                        }));
            }
            for (Future<HttpResponse<String>> one : sent) {
                tasks.add(one.get().headers().firstValue("Location").orElse(one.get().body()));
            }
        }
        assertThat(tasks).hasSize(AT_ONCE).allMatch(tasks.getFirst()::equals);
        assertThat(tasks.getFirst()).startsWith("/admin/tasks/");
        long id = Long.parseLong(tasks.getFirst().substring("/admin/tasks/".length()));
        Await.until(() -> api.call("tasks/get", "id", id).at("data.state").text().equals("done"));

        assertThat(admin.post(action, form).headers().firstValue("Location"))
                .hasValue("/admin/tasks/" + id);
        // another question is another wish
        String again = action(admin.get(ask).body());
        assertThat(again).isNotEqualTo(action);
        assertThat(admin.post(again, form).headers().firstValue("Location"))
                .isPresent()
                .isNotEqualTo(tasks.getFirst());
    }
}
