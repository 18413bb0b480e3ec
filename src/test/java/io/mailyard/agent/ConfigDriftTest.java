package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.nodes.NodeFacts.ConfigDifference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a status says differs, field by field. */
class ConfigDriftTest {
    private static List<String> fields(String running, String desired) {
        return ConfigDrift.between(running, desired).stream().map(ConfigDifference::field).toList();
    }

    @Test
    void differingValues_areShownOfBothSides_shortenedWithSecretsMasked() {
        String long300 = "x".repeat(300);
        assertThat(
                        ConfigDrift.between(
                                "{\"a\":1,\"gone\":{\"n\":[1]},\"api_secret\":\"s1\",\"k\":{\"private_key\":\"p\",\"n\":1}}",
                                "{\"a\":\"two\",\"api_secret\":\"s2\",\"k\":{},\"l\":\""
                                        + long300
                                        + "\",\"new\":[{\"token\":\"t\"}]}"))
                .containsExactly(
                        differs("a", "1", "two"),
                        differs("api_secret", "***", "***"),
                        differs("k.private_key", "***", null),
                        differs("k.n", "1", null),
                        differs("l", null, "x".repeat(200) + "..."),
                        differs("new", null, "[{\"token\":\"***\"}]"),
                        differs("gone", "{\"n\":[1]}", null));
    }

    private static ConfigDifference differs(
            String field, @Nullable String running, @Nullable String desired) {
        return new ConfigDifference(
                field, Optional.ofNullable(running), Optional.ofNullable(desired));
    }

    @Test
    void equalConfigurations_haveNoDifference() {
        assertThat(fields("{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,2]}}")).isEmpty();
    }

    @Test
    void fields_areNamedByTheirPath() {
        assertThat(
                        fields(
                                "{\"running\":true,\"a\":{\"b\":1,\"gone\":2},\"hosts\":[\"x\"]}",
                                "{\"running\":true,\"a\":{\"b\":3},\"hosts\":[\"x\",\"y\"]}"))
                .containsExactly("a.b", "a.gone", "hosts[1]");
    }

    @Test
    void objectsWithAnId_areComparedByIt() {
        assertThat(
                        fields(
                                "{\"senders\":[{\"id\":1,\"n\":1},{\"id\":3,\"n\":1},{\"id\":4,\"n\":1}]}",
                                "{\"senders\":[{\"id\":3,\"n\":2},{\"id\":4,\"n\":1},{\"id\":9,\"n\":1}]}"))
                .containsExactly("senders[id 3].n", "senders[id 9]", "senders[id 1]");
    }

    @Test
    void manyDifferences_areCounted() {
        String desired =
                IntStream.range(0, 150)
                        .mapToObj(i -> "\"f" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}"));
        assertThat(fields("{}", desired)).hasSize(101).endsWith("and 50 more");
    }
}
