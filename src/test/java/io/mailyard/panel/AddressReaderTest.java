package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What of an address is understood. */
class AddressReaderTest {
    private static List<String> misread(String query) {
        AddressReader reader = new AddressReader(query);
        reader.text("search");
        reader.word("state", List.of("active", "frozen"));
        reader.id("node_id");
        reader.number("from");
        reader.matching("month", "20[0-9]{2}-[0-9]{2}");
        return reader.misread().stream().map(Object::toString).toList();
    }

    @Test
    void validAndEmptyValues_areRead() {
        for (String query :
                List.of(
                        "",
                        "search=a%20b&state=frozen&node_id=12&from=0&month=2026-11",
                        "search=&state=&node_id=&from=&month=",
                        "state=%20active%20&done=saved&receipt=5",
                        "state=active&state=active&")) {
            assertThat(misread(query)).as(query).isEmpty();
        }
    }

    @Test
    void invalidValues_areNamed() {
        assertThat(misread("state=nope&node_id=0&from=-1&month=2026"))
                .containsExactly("state=nope", "node_id=0", "from=-1", "month=2026");
        assertThat(misread("stat=frozen&STATE=frozen&x"))
                .containsExactly("stat=frozen", "STATE=frozen", "x");
        assertThat(misread("node_id=99999999999999999999")).hasSize(1);
        assertThat(misread("%73tate=nope")).containsExactly("state=nope");
    }

    @Test
    void undecodableRepeatedAndUnreadValues_areNamed() {
        assertThat(misread("search=%zz")).containsExactly("search");
        assertThat(misread("search=%4")).containsExactly("search");
        assertThat(misread("state=active&state=frozen")).containsExactly("state=active");
        assertThat(misread("search=a&search=")).containsExactly("search=a");
        assertThat(misread("search=a" + "&search=a".repeat(300) + "&state=frozen"))
                .containsExactly("...");
    }
}
