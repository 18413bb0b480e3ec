package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No account takes another's turn at making a key, and no carrier of virtual threads makes one. */
class KeyTurnsTest {
    private final KeyTurns turns = new KeyTurns(1, Duration.ofSeconds(30));
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void open() {
        gate.countDown();
        callers.close();
    }

    private String held() {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            return Thread.currentThread().getName();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(Future<String> made, ErrorCode code) {
        assertThatThrownBy(made::get)
                .isInstanceOf(ExecutionException.class)
                .extracting(Throwable::getCause)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void account_hasTwoTurns_andOthersHaveTheirs() throws Exception {
        List<Future<String>> made = new ArrayList<>();
        for (int i = 0; i < KeyTurns.MOST_OF_ACCOUNT; i++) {
            made.add(callers.submit(() -> turns.run(7, this::held)));
        }
        Await.until(() -> turns.waiting() == KeyTurns.MOST_OF_ACCOUNT);

        refused(callers.submit(() -> turns.run(7, this::held)), ErrorCode.TOO_MANY_REQUESTS);
        made.add(callers.submit(() -> turns.run(8, this::held)));
        for (int i = 0; i < KeyTurns.MOST_OF_PLATFORM; i++) {
            made.add(callers.submit(() -> turns.run(0, this::held)));
        }
        Await.until(() -> turns.waiting() == made.size());
        refused(callers.submit(() -> turns.run(0, this::held)), ErrorCode.TOO_MANY_REQUESTS);

        gate.countDown();
        for (Future<String> one : made) {
            assertThat(one.get()).startsWith("key-pairs-");
        }
        assertThat(turns.waiting()).isZero();
        assertThat(callers.submit(() -> turns.run(7, () -> "again")).get()).isEqualTo("again");
    }

    @Test
    void manyAccounts_areRefusedBeyondAll_andALateOneLeavesNothing() throws Exception {
        List<Future<String>> held = new ArrayList<>();
        for (int i = 0; i < KeyTurns.MOST - KeyTurns.MOST_OF_PLATFORM; i++) {
            long account = i + 1L;
            held.add(callers.submit(() -> turns.run(account, this::held)));
        }
        Await.until(() -> turns.waiting() == held.size());
        refused(callers.submit(() -> turns.run(1_000, this::held)), ErrorCode.NOT_READY);
        held.add(callers.submit(() -> turns.run(0, this::held)));

        KeyTurns impatient = new KeyTurns(1, Duration.ofMillis(1));
        Future<String> first = callers.submit(() -> impatient.run(1, this::held));
        refused(first, ErrorCode.NOT_READY);
        refused(callers.submit(() -> impatient.run(2, this::held)), ErrorCode.NOT_READY);
        assertThat(impatient.waiting()).isZero();
        gate.countDown();
        for (Future<String> one : held) {
            assertThat(one.get()).startsWith("key-pairs-");
        }
    }
}
