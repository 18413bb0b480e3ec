package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columns_areAsWideAsTheirContent() {
        Table table = new Table(List.of("id", "name"), Table.UNLIMITED);
        assertThat(table.first(List.of(List.of("7", "Acme"), List.of("1234", "Ö"))))
                .containsExactly("id    name", "   7  Acme", "1234  Ö");
    }

    @Test
    void laterRows_keepTheWidthsOfTheFirst() {
        Table table = new Table(List.of("name", "lang"), Table.UNLIMITED);
        table.first(List.of(List.of("anna-maria", "EN")));
        assertThat(table.more(List.of(List.of("bob", "RU")))).containsExactly("bob         RU");
    }

    @Test
    void widestColumn_isCutFirst() {
        Table table = new Table(List.of("a", "b"), 30);
        assertThat(table.first(List.of(List.of("x".repeat(10), "y".repeat(40)))).getLast())
                .isEqualTo("x".repeat(10) + "  " + "y".repeat(17) + "…")
                .hasSize(30);
    }

    @Test
    void narrowColumns_overflowRatherThanVanish() {
        Table table = new Table(List.of("a", "b"), 4);
        assertThat(table.first(List.of(List.of("x".repeat(10), "y".repeat(10)))).getLast())
                .isEqualTo("xxxxxxx…  yyyyyyy…");
    }

    @Test
    void widths_countCodePoints() {
        Table table = new Table(List.of("a", "b"), Table.UNLIMITED);
        assertThat(table.first(List.of(List.of("😀😀", "x"), List.of("ab", "y"))))
                .containsExactly("a   b", "😀😀  x", "ab  y");
    }
}
