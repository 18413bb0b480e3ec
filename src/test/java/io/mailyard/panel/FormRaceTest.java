package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two people send the same form at the same moment: one saves, the other hears of it. */
@ParameterizedClass
@EnumSource
final class FormRaceTest {
    private final TestServer server;
    private final Api api;
    private final PanelClient admin;

    FormRaceTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.admin = PanelPeople.master(server).client();
    }

    private static String version(PanelClient client, String page) {
        return client.get(page)
                .body()
                .replaceAll("(?s).*?name=\"version\" value=\"([^\"]*)\".*", "$1");
    }

    @Test
    void formsSentAtOnce_areSavedOnce_andNoChangeIsLost() throws Exception {
        String name = Api.unique("race");
        long tariff = api.call("tariffs/save", "name", name, "messages_per_month", 1).savedId();
        String page = "/admin/tariffs/" + tariff;
        int rounds = Drill.isLong() ? 100 : 10;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 2; round < 2 + rounds; round++) {
                int value = round;
                Tree now = api.call("tariffs/list", "from_id", tariff, "limit", 1).at("data.0");
                long months = now.at("messages_per_month").number();
                long days = now.at("messages_per_day").number();
                String form = "name=" + name + "&overrun=flag&version=" + version(admin, page);
                CyclicBarrier together = new CyclicBarrier(2);
                Callable<Integer> one = () -> sent(together, page, form, value, days);
                Callable<Integer> other = () -> sent(together, page, form, months, value);
                List<Future<Integer>> answers = threads.invokeAll(List.of(one, other));
                assertThat(List.of(answers.get(0).get(), answers.get(1).get()))
                        .as("round %d", round)
                        .containsExactlyInAnyOrder(303, 409);
            }
        }
    }

    /** A whole form, as a browser sends it: it takes back what it does not know of. */
    private int sent(CyclicBarrier together, String page, String form, long months, long days)
            throws Exception {
        together.await();
        String limits = "&messages_per_month=" + months + "&messages_per_day=" + days;
        return admin.form(page, form + limits).statusCode();
    }
}
