package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What waits for the same hosts: accounts take turns, each in the order of its mail. */
class HostQueueTest {
    private final HostQueue line =
            new HostQueue(
                    new HostQueue.HostQueueKey("recipient.example", "", ""),
                    new ReentrantLock().newCondition());

    private void add(long id, long account) {
        line.add(DeliveryFixtures.task(id, id, account, "r" + id + "@recipient.example"), id);
    }

    private List<Long> rest() {
        List<Long> ids = new ArrayList<>();
        for (List<DeliveryTask> next = line.next(50, _ -> true);
                !next.isEmpty();
                next = line.next(50, _ -> true)) {
            next.forEach(task -> ids.add(task.id()));
        }
        return ids;
    }

    @Test
    void accounts_takeTurns() {
        for (long id = 1; id <= 4; id++) {
            add(id, 7);
        }
        add(5, 8);
        add(6, 9);
        add(7, 8);

        assertThat(line.waiting()).isEqualTo(7);
        assertThat(rest()).containsExactly(1L, 5L, 6L, 2L, 7L, 3L, 4L);
        assertThat(line.waiting()).isZero();
    }

    @Test
    void returnedTask_isNext() {
        add(1, 7);
        add(2, 8);
        List<DeliveryTask> taken = line.next(50, _ -> true);

        line.addFirst(taken, 9);

        assertThat(rest()).containsExactly(1L, 2L);
    }

    @Test
    void recipientsOfAMessage_areTakenTogether() {
        line.add(DeliveryFixtures.task(1, 30, 7, "a@recipient.example"), 1);
        line.add(DeliveryFixtures.task(2, 30, 7, "b@recipient.example"), 2);
        add(3, 8);
        line.add(DeliveryFixtures.task(4, 31, 7, "c@recipient.example"), 4);

        assertThat(line.next(50, _ -> true)).extracting(DeliveryTask::id).containsExactly(1L, 2L);
        assertThat(rest()).containsExactly(3L, 4L);
    }

    @Test
    void longestWait_coversAllAccounts() {
        add(3, 7);
        add(2, 8);
        add(1, 9);

        assertThat(line.oldest(10)).isEqualTo(1);
        line.drain(new StopOrder.Scope.OfAccount(9));
        assertThat(line.oldest(10)).isEqualTo(2);
        assertThat(line.drain()).hasSize(2);
        assertThat(line.oldest(10)).isEqualTo(10);
        assertThat(line.waiting()).isZero();
    }
}
