package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.wire.JsonText;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Events of accounts on the wire. */
class EventBodyTest {
    private static String written(Event event) {
        return JsonText.write(out -> EventBody.write(out, event));
    }

    @Test
    void eventOfAnAccount_hasItsDetail() {
        Instant at = Instant.parse("2026-01-31T09:00:00Z");
        AccountId account = new AccountId(7);

        assertThat(written(Event.of(account, EventKind.VSENDER_SHARES, at, "3 of 1000")))
                .isEqualTo(
                        "{\"at\":\"2026-01-31T09:00:00Z\",\"kind\":\"vsender.shares\",\"account_id\":7,"
                                + "\"detail\":\"3 of 1000\"}");
        assertThat(written(Event.of(account, EventKind.ACCOUNT_FROZEN, at)))
                .doesNotContain("detail");
    }
}
