package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose address a request is taken to come from. */
class ForwardedForTest {
    private static final ForwardedFor PROXIES =
            new ForwardedFor(List.of(Cidr.of("127.0.0.0/8"), Cidr.of("10.0.0.0/8")));
    private static final String PROXY = "127.0.0.1";

    /** What an entry means: an address, or nothing that can be believed. */
    private record Entry(String text, Optional<String> address) {}

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry("203.0.113.5", Optional.of("203.0.113.5")),
                    new Entry("198.51.100.7:4711", Optional.of("198.51.100.7")),
                    new Entry("[2001:db8::1]:99", Optional.of("2001:db8::1")),
                    new Entry("10.0.0.9", Optional.of("10.0.0.9")),
                    new Entry("unknown", Optional.empty()),
                    new Entry("_hidden", Optional.empty()),
                    new Entry("", Optional.of("")));

    /** All lists of up to four entries, on one line and on as many lines as there are entries. */
    @Test
    void everyShortList_isReadFromItsEnd_pastTrustedProxiesAlone() {
        List<List<Entry>> lists = new ArrayList<>();
        lists.add(List.of());
        for (int from = 0, length = 0; length < 4; length++) {
            int to = lists.size();
            for (; from < to; from++) {
                for (Entry entry : ENTRIES) {
                    List<Entry> longer = new ArrayList<>(lists.get(from));
                    longer.add(entry);
                    lists.add(longer);
                }
            }
        }
        for (List<Entry> list : lists) {
            List<String> texts = list.stream().map(Entry::text).toList();
            List<String> one = list.isEmpty() ? List.of() : List.of(String.join(" , ", texts));
            String expected = expected(list);
            assertThat(PROXIES.of(PROXY, one, List.of())).as("%s", texts).isEqualTo(expected);
            assertThat(PROXIES.of(PROXY, texts, List.of())).as("%s", texts).isEqualTo(expected);
            List<String> elements = texts.stream().map(ForwardedForTest::element).toList();
            assertThat(PROXIES.of(PROXY, List.of(), elements))
                    .as("%s", elements)
                    .isEqualTo(expected);
            List<String> line = list.isEmpty() ? List.of() : List.of(String.join(",", elements));
            assertThat(PROXIES.of(PROXY, List.of(), line)).as("%s", line).isEqualTo(expected);
            assertThat(PROXIES.of("192.0.2.1", texts, elements)).isEqualTo("192.0.2.1");
        }
        assertThat(lists).hasSize(1 + 7 + 49 + 343 + 2401);
    }

    /** The reference: walk back while the host that wrote the entry is trusted. */
    private static String expected(List<Entry> list) {
        String address = PROXY;
        for (Entry entry : list.reversed()) {
            if (entry.text().isEmpty()) {
                continue;
            }
            if ((!address.equals(PROXY) && !address.startsWith("10."))
                    || entry.address().isEmpty()) {
                return address;
            }
            address = entry.address().get();
        }
        return address;
    }

    private static String element(String node) {
        return node.isEmpty() ? "" : "by=_x;For=\"" + node + "\";proto=https;host=\"a,b\"";
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.5, 203.0.113.5",
        "203.0.113.5:1, 203.0.113.5",
        "203.0.113.5:_port, 203.0.113.5",
        "'\"203.0.113.5:4711\"', 203.0.113.5",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "'\"[2001:db8:cafe::17]:4711\"', 2001:db8:cafe::17",
        "::ffff:203.0.113.5, 203.0.113.5",
        "203.0.113.5:, 127.0.0.1",
        "203.0.113.5:123456, 127.0.0.1",
        "203.0.113.5:x, 127.0.0.1",
        "203.0.113, 127.0.0.1",
        "203.0.113.256, 127.0.0.1",
        "[203.0.113.5], 127.0.0.1",
        "[2001:db8::1, 127.0.0.1",
        "2001:db8::g, 127.0.0.1",
        "fe80::1%eth0, 127.0.0.1",
        "localhost, 127.0.0.1",
        "example.com, 127.0.0.1",
        "<script>, 127.0.0.1",
        "\u202e5.113.0.203, 127.0.0.1"
    })
    void formsOfAnAddress_areReadInBothHeaders(String written, String expected) {
        assertThat(PROXIES.of(PROXY, List.of(written), List.of())).isEqualTo(expected);
        String quoted = written.startsWith("\"") ? written : "\"" + written + "\"";
        assertThat(PROXIES.of(PROXY, List.of(), List.of("for=" + quoted))).isEqualTo(expected);
    }

    /** What a caller sends before what the proxy adds never changes what the proxy said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=\"evil",
                "for=10.0.0.1;host=\"",
                "\"",
                "\\",
                "for=127.0.0.1",
                "for=\"\\\"",
                ";;;",
                "for=10.0.0.1;for=10.0.0.2"
            })
    void unclosedQuoteOfACaller_doesNotHideTheProxysValue(String sent) {
        for (String added : List.of("for=203.0.113.5", "for=\"203.0.113.5:1\";host=\"a,b\"")) {
            assertThat(PROXIES.of(PROXY, List.of(), List.of(sent, added))).isEqualTo("203.0.113.5");
            assertThat(PROXIES.of(PROXY, List.of(), List.of(sent + ", " + added)))
                    .isEqualTo("203.0.113.5");
        }
        assertThat(PROXIES.of(PROXY, List.of(sent + ", 203.0.113.5"), List.of()))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void bothHeaders_areAmbiguousOnlyWhereTheyDiffer_andAProxySendsThem() {
        List<String> one = List.of("203.0.113.5");
        assertThat(PROXIES.isAmbiguous(PROXY, one, List.of("for=203.0.113.5"))).isFalse();
        assertThat(PROXIES.isAmbiguous(PROXY, one, List.of())).isFalse();
        assertThat(PROXIES.isAmbiguous(PROXY, List.of(), List.of("for=192.0.2.1"))).isFalse();
        assertThat(PROXIES.isAmbiguous(PROXY, one, List.of("for=192.0.2.1"))).isTrue();
        assertThat(PROXIES.isAmbiguous("192.0.2.9", one, List.of("for=192.0.2.1"))).isFalse();
    }

    /** An address is read as one only where each part is a number up to 255. */
    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "09.1.1.1, 9.1.1.1",
        "00.0.0.0, 0.0.0.0",
        "256.1.1.1, ''",
        "1.2.3, ''",
        "1.2.3.4.5, ''",
        "1..2.3, ''",
        ".1.2.3, ''",
        "1.2.3., ''",
        "1.2.3.1000, ''",
        "::1, ::1",
        "::ffff:1.2.3.4, 1.2.3.4",
        "'', ''"
    })
    void address_isReadOnlyInItsUsualForm(String text, String canonical) {
        assertThat(IpText.canonical(text).orElse("")).isEqualTo(canonical);
    }
}
