package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which process of its server a node asks, by a clock of the test's. */
class ServerChoiceTest {
    private final AtomicLong now = new AtomicLong(1);

    private ServerChoice choice(int servers, long seed) {
        return new ServerChoice(servers, new Random(seed), now::get);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void itKeepsToTheOneThatAnswers_andGoesToAnotherAtOnce() {
        ServerChoice choice = choice(2, 1);
        assertThat(choice.current()).isZero();
        assertThat(choice.failed(0)).isEqualTo(1);
        choice.recordAnswer(1);
        // a call that was under way at the first one fails too
        assertThat(choice.failed(0)).isEqualTo(1);
        pass(Duration.ofMinutes(4));
        assertThat(choice.current()).isEqualTo(1);
    }

    @Test
    void aSingleServer_isAskedOn() {
        ServerChoice choice = choice(1, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(choice.failed(0)).isZero();
        }
        pass(Duration.ofHours(2));
        assertThat(choice.shouldReturn()).isFalse();
    }

    @Test
    void whereAllFail_itChangesAFewTimesAMinuteAtMost() {
        for (int servers = 2; servers <= 5; servers++) {
            ServerChoice choice = choice(servers, servers);
            int changes = 0;
            TreeSet<Integer> asked = new TreeSet<>();
            for (int tenth = 0; tenth < 6000; tenth++) {
                int before = choice.current();
                asked.add(before);
                changes += choice.failed(before) == before ? 0 : 1;
                pass(Duration.ofMillis(100));
            }
            assertThat(asked).hasSize(servers);
            // ten minutes with pauses of 15 to 30 seconds, and some shorter ones at first
            assertThat(changes).isBetween(servers - 1, servers * (600 / 15 + 7));
        }
    }

    @Test
    void nodesOfALostServer_spreadOverTheRest_andReturnAtDifferentTimes() {
        int[] at = new int[4];
        TreeSet<Long> returns = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            now.set(1);
            ServerChoice choice = choice(4, seed);
            at[choice.failed(0)]++;
            assertThat(choice.shouldReturn()).isFalse();
            while (!choice.shouldReturn()) {
                pass(Duration.ofSeconds(1));
            }
            returns.add(now.get() / 1_000_000_000);
            // asked once, and again only some minutes later if it is still away
            assertThat(choice.shouldReturn()).isFalse();
            choice.returnToFirst();
            assertThat(choice.current()).isZero();
        }
        assertThat(at[0]).isZero();
        assertThat(at)
                .satisfies(nodes -> {
                    for (int server = 1; server < 4; server++) {
                        assertThat(nodes[server]).isBetween(60, 140);
                    }
                });
        assertThat(returns.first()).isGreaterThanOrEqualTo(ServerChoice.RETURN_AFTER.toSeconds());
        assertThat(returns.last())
                .isLessThanOrEqualTo(
                        ServerChoice.RETURN_AFTER.plus(ServerChoice.RETURN_SPREAD).toSeconds() + 2);
        assertThat(returns.size()).as("seconds in which nodes return").isGreaterThan(150);
    }
}
