package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of a query or a form. */
class QueryTest {
    private static final int MOST = 256;

    /** The last that counts has its own value, not all that follows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, MOST - 1, MOST, MOST + 1, MOST + 2, 5_000})
    void pairs_countUpToALimit(int number) {
        String form =
                IntStream.range(0, number)
                        .mapToObj(i -> "n" + i + "=v" + i)
                        .collect(Collectors.joining("&"));

        assertThat(Query.names(form)).hasSize(Math.min(number, MOST));
        int last = Math.min(number, MOST) - 1;
        assertThat(Query.first(form, "n" + last)).contains("v" + last);
        assertThat(Query.first(form, "n" + (last + 1))).isEmpty();
    }

    @Test
    void fields_areThoseOfAForm_upToTheirLimit() {
        String form =
                IntStream.range(0, Query.MOST_FIELDS + 5)
                        .mapToObj(i -> "n" + i + "=v%2B" + i)
                        .collect(Collectors.joining("&"));

        assertThat(Query.fields(form))
                .hasSize(Query.MOST_FIELDS)
                .containsEntry("n0", "v+0")
                .doesNotContainKey("n" + Query.MOST_FIELDS);
        assertThat(Query.fields("a=1&a=2&b&=3&%zz=4&c=%zz"))
                .isEqualTo(Map.of("a", "1", "b", "", "%zz", "4", "c", ""));
        assertThat(Query.fields("")).isEmpty();
    }
}
