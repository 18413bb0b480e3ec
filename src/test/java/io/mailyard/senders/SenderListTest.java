package io.mailyard.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filters of {@code senders/list}, each alone and together. */
@ParameterizedClass
@EnumSource
class SenderListTest {
    private final Api api;

    SenderListTest(StoreKind kind) {
        api = TestServer.of(kind).api();
    }

    private List<Long> list(String search, Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "search";
        all[1] = search;
        System.arraycopy(more, 0, all, 2, more.length);
        return api.call("senders/list", all).ok().at("data").items().stream()
                .map(row -> row.at("id").number())
                .toList();
    }

    @Test
    void search_findsNamesWithCapitalsBesidesAscii() {
        String mark = Api.unique("w");
        long first = api.call("senders/akmta/save", "name", "Рассылка " + mark).savedId();
        long second = api.call("senders/akmta/save", "name", "ЁЛКА " + mark).savedId();

        for (String search : List.of("рассылка ", "РАССЫЛКА ", "Рассылка ", "ассыл")) {
            assertThat(list(search)).as(search).contains(first).doesNotContain(second);
        }
        for (String search : List.of("ёлка ", "ЁЛКА ", "ёлк")) {
            assertThat(list(search)).as(search).contains(second).doesNotContain(first);
        }
        assertThat(list("")).contains(first, second);
        Answer found = api.call("tools/find", "text", "рассылка " + mark).ok();
        assertThat(found.text()).contains("Рассылка " + mark);
    }

    @Test
    void filters_keepWhatTheySay() {
        String name = Api.unique("List_%!er");
        long ready =
                api.call(
                                "senders/akmta/save",
                                "name",
                                name + " ready",
                                "ips",
                                List.of(Map.of("node_id", 1, "ip", "127.0.0.1")))
                        .savedId();
        long idle = api.call("senders/akmta/save", "name", name + " idle").savedId();
        long other =
                api.call(
                                "senders/other/save",
                                "name",
                                name + " other",
                                "type",
                                "smpp",
                                "channel_type",
                                "sms")
                        .savedId();
        long gone = api.call("senders/akmta/save", "name", name + " gone").savedId();
        api.call("senders/delete", "id", gone).ok();

        assertThat(list(name.toUpperCase(Locale.ROOT))).containsExactly(ready, idle, other);
        assertThat(list(name.replace('%', 'x'))).isEmpty();
        assertThat(list(name, "include_deleted", true)).containsExactly(ready, idle, other, gone);
        assertThat(list(name, "deleted", true)).containsExactly(gone);
        assertThat(list(name, "type", "akmta")).containsExactly(ready, idle);
        assertThat(list(name, "node_id", 1)).containsExactly(ready);
        assertThat(list(name, "problems", true)).contains(idle, other).doesNotContain(gone);
        assertThat(list(name, "problems", true, "limit", 1)).hasSize(1);
        assertThat(list(String.valueOf(idle))).contains(idle);
        assertThat(api.call("senders/list", "search", name, "counts", true).ok().text())
                .contains("\"ips\":1,\"accounts\":0,\"problems\":");
        assertThat(api.call("senders/list", "search", name).text()).doesNotContain("\"ips\"");
    }
}
