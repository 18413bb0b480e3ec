package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a status says differs, field by field. */
class ConfigDriftTest {
    @Test
    void same_isNothing() {
        assertThat(ConfigDrift.between("{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,2]}}")).isEmpty();
    }

    @Test
    void fields_areNamedByTheirPath() {
        assertThat(
                        ConfigDrift.between(
                                "{\"running\":true,\"a\":{\"b\":1,\"gone\":2},\"hosts\":[\"x\"]}",
                                "{\"running\":true,\"a\":{\"b\":3},\"hosts\":[\"x\",\"y\"]}"))
                .containsExactly("a.b", "a.gone", "hosts[1]");
    }

    @Test
    void objectsWithAnId_areToldByIt() {
        assertThat(
                        ConfigDrift.between(
                                "{\"senders\":[{\"id\":1,\"n\":1},{\"id\":3,\"n\":1},{\"id\":4,\"n\":1}]}",
                                "{\"senders\":[{\"id\":3,\"n\":2},{\"id\":4,\"n\":1},{\"id\":9,\"n\":1}]}"))
                .containsExactly("senders[id 3].n", "senders[id 9]", "senders[id 1]");
    }

    @Test
    void many_areCounted() {
        String desired =
                IntStream.range(0, 150)
                        .mapToObj(i -> "\"f" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}"));
        assertThat(ConfigDrift.between("{}", desired)).hasSize(101).endsWith("and 50 more");
    }
}
