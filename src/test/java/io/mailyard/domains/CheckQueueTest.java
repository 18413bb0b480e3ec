package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.domains.CheckQueue.CheckQueueLimits;
import io.mailyard.domains.CheckQueue.ProofLookupResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How domains of accounts whose name servers are slow share a run with others. */
class CheckQueueTest {
    private static final CheckQueueLimits LIMITS =
            new CheckQueueLimits(
                    8,
                    2,
                    2,
                    32,
                    4,
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    Duration.ofMillis(20),
                    Duration.ofMillis(300));

    /** Domains that start with this are answered for at the end of the test. */
    private static final String STALLS = "stall";

    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<AccountId, AtomicInteger> under = new ConcurrentHashMap<>();
    private final Map<AccountId, Integer> most = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger mostOfAll = new AtomicInteger();

    @AfterEach
    void release() {
        end.countDown();
    }

    private ProofCheck look(Domain domain) {
        AtomicInteger own = under.computeIfAbsent(domain.account(), _ -> new AtomicInteger());
        most.merge(domain.account(), own.incrementAndGet(), Math::max);
        mostOfAll.accumulateAndGet(all.incrementAndGet(), Math::max);
        try {
            if (domain.domain().startsWith(STALLS)) {
                end.await();
            }
            return new ProofCheck.ProofFound("txt");
        } catch (InterruptedException stopped) {
            return new ProofCheck.ProofUnknown("stopped");
        } finally {
            own.decrementAndGet();
            all.decrementAndGet();
        }
    }

    private static List<Domain> domains(long account, int count, String pattern) {
        List<Domain> domains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            domains.add(SomeDomains.verified(new AccountId(account), pattern.replace("#", "" + i)));
        }
        return domains;
    }

    private CheckQueue queue(List<Domain> domains) {
        return new CheckQueue(domains, this::look, LIMITS, () -> false);
    }

    private static List<String> names(List<ProofLookupResult> looked) {
        return looked.stream().map(one -> one.domain().domain()).toList();
    }

    @Test
    void slowAccounts_doNotDelayOthers() throws InterruptedException {
        List<Domain> domains = new ArrayList<>();
        for (int account = 1; account <= 5; account++) {
            domains.addAll(domains(account, 100, STALLS + "#-" + account + ".example"));
        }
        for (int account = 6; account <= 30; account++) {
            domains.addAll(domains(account, 20, "good#-" + account + ".example"));
        }
        CheckQueue queue = queue(domains);

        List<ProofLookupResult> quick = queue.quick();

        assertThat(names(quick)).hasSize(25 * 20).allMatch(name -> name.startsWith("good"));
        assertThat(most.values()).allMatch(count -> count <= 4);
        for (long account = 6; account <= 30; account++) {
            assertThat(most.get(new AccountId(account))).isLessThanOrEqualTo(2);
        }
        List<ProofLookupResult> slow = queue.slow();
        assertThat(slow)
                .hasSize(500)
                .allMatch(one -> one.proof() instanceof ProofCheck.ProofUnknown);
        assertThat(mostOfAll.get()).isLessThanOrEqualTo(32);
    }

    @Test
    void slowZone_doesNotDelayOtherZonesOfItsAccount() throws InterruptedException {
        List<Domain> domains = new ArrayList<>(domains(1, 100, STALLS + "#.dead.example"));
        domains.addAll(domains(1, 30, "good#.example"));
        // a subdomain of the same zone, of another account
        domains.addAll(domains(2, 1, STALLS + "-too.dead.example"));
        domains.addAll(domains(2, 30, "fine#.example"));
        CheckQueue queue = queue(domains);

        assertThat(names(queue.quick())).hasSize(60).noneMatch(name -> name.startsWith(STALLS));
        assertThat(queue.slow()).hasSize(101);
    }

    @Test
    void slowDomains_areReportedWhenAnswered() throws InterruptedException {
        CheckQueue queue = queue(domains(1, 10, STALLS + "#.example"));
        assertThat(queue.quick()).isEmpty();
        end.countDown();

        assertThat(queue.slow())
                .hasSize(10)
                .allMatch(one -> one.proof() instanceof ProofCheck.ProofFound);
    }

    @Test
    void failedLookup_isUnknown() throws InterruptedException {
        CheckQueue queue =
                new CheckQueue(
                        domains(1, 3, "a#.example"),
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        LIMITS,
                        () -> false);

        assertThat(queue.quick())
                .hasSize(3)
                .allMatch(one -> one.proof().equals(new ProofCheck.ProofUnknown("broken")));
        assertThat(queue.slow()).isEmpty();
    }

    @Test
    void closing_endsTheRun() throws InterruptedException {
        CheckQueue queue =
                new CheckQueue(
                        domains(1, 100, STALLS + "#.example"), this::look, LIMITS, () -> true);

        assertThat(queue.quick()).isEmpty();
        assertThat(queue.slow()).allMatch(one -> one.proof() instanceof ProofCheck.ProofUnknown);
    }
}
