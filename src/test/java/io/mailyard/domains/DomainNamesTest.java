package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.DomainName;
import io.mailyard.dns.DnsCallLimit;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names that can be claimed, by every short input there is; and the turns at DNS. */
class DomainNamesTest {
    private static final String[] PARTS = {
        "a",
        "7",
        ".",
        "-",
        "_",
        "\u00fc",
        "\u00df",
        "\u3002",
        "\u200d",
        "xn--",
        " ",
        ":",
        "[",
        "*",
        "@",
        "\u0130",
        "com",
        "\ud83d\ude00",
        "\ud800"
    };

    /** Every name of up to four of the parts, in front of a domain and alone. */
    @Test
    void everyShortInput_isAcceptedInOneFormOrRefusedWithAReason() {
        List<String> inputs = new ArrayList<>(List.of(""));
        for (int from = 0, length = 0; length < 4; length++) {
            int to = inputs.size();
            for (; from < to; from++) {
                for (String part : PARTS) {
                    inputs.add(inputs.get(from) + part);
                }
            }
        }
        int claimed = 0;
        for (String input : inputs) {
            claimed += isOneName(input) ? 1 : 0;
            claimed += input.length() < 4 && isOneName(input + ".example") ? 1 : 0;
        }
        assertThat(claimed).isGreaterThan(100);
    }

    private static boolean isOneName(String input) {
        String name;
        try {
            name = DomainNames.claimable(input);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).as(input).isNotBlank();
            return false;
        }
        assertThat(name).as(input).matches("[a-z0-9.-]{3,243}").contains(".");
        assertThat(DomainNames.claimable(name)).as(input).isEqualTo(name);
        assertThat(DomainName.normal(input)).as(input).isEqualTo(name);
        assertThat(IDN.toUnicode(name)).as(input).isNotEmpty();
        assertThat(PublicSuffixes.organisational(name)).as(input).isNotEmpty();
        return true;
    }

    @Test
    void turns_areSharedByAccounts() {
        DnsCallLimit<AccountId> turns = new DnsCallLimit<>("checks of this account's domains are");
        AccountId one = new AccountId(1);
        String inner =
                turns.run(
                        one,
                        () ->
                                turns.run(
                                        one,
                                        () -> {
                                            assertThatThrownBy(() -> turns.run(one, () -> "third"))
                                                    .isInstanceOf(ApiException.class)
                                                    .hasMessageContaining("2 checks of this");
                                            return turns.run(new AccountId(2), () -> "another's");
                                        }));
        assertThat(inner).isEqualTo("another's");
        assertThat(turns.run(one, () -> "again")).isEqualTo("again");
    }

    @Test
    void turns_areBoundedForAll() {
        DnsCallLimit<AccountId> turns = new DnsCallLimit<>("checks of this account's domains are");
        assertThatThrownBy(() -> nested(turns, 1))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("DNS is being asked for others");
    }

    private static int nested(DnsCallLimit<AccountId> turns, int depth) {
        return turns.run(new AccountId(depth), () -> nested(turns, depth + 1));
    }
}
