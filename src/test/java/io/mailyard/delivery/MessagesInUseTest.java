package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessagesInUseTest {
    private final MessagesInUse messages = new MessagesInUse(1000);

    private static DeliveryTask task(long message, long account, long size) {
        return new DeliveryTask(
                message,
                message,
                account,
                0,
                1,
                "other",
                "b.example",
                "a@a.example",
                "b@b.example",
                0,
                Instant.EPOCH,
                "",
                size,
                0);
    }

    @Test
    void message_findsRoomHoweverMuchAnotherAccountUses() {
        int taken = 0;
        while (messages.take(task(taken + 1, 1, 10))) {
            taken++;
        }
        assertThat(taken).isBetween(25, 34);
        assertThat(messages.take(task(900, 2, 100))).isTrue();
        messages.giveBack(task(1, 1, 10));
        messages.giveBack(task(900, 2, 100));
        assertThat(messages.take(task(901, 1, 10))).isTrue();
    }

    @Test
    void message_countsOnceForAllItsAttempts() {
        for (int i = 0; i < 50; i++) {
            assertThat(messages.take(task(1, 1, 300))).isTrue();
        }
        assertThat(messages.take(task(2, 1, 300))).isFalse();
        for (int i = 0; i < 50; i++) {
            messages.giveBack(task(1, 1, 300));
        }
        assertThat(messages.take(task(2, 1, 300))).isTrue();
    }

    @Test
    void messageLargerThanTheLimit_isSentAlone() {
        assertThat(messages.take(task(1, 1, 5000))).isTrue();
        assertThat(messages.take(task(2, 2, 1))).isFalse();
        messages.giveBack(task(1, 1, 5000));
        assertThat(messages.take(task(2, 2, 1))).isTrue();
        assertThat(messages.take(task(1, 1, 5000))).isFalse();
    }
}
