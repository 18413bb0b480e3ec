package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.CallTrace;
import io.mailyard.base.Retryable;
import io.mailyard.config.Settings;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.protocol.NodeUpdates;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The node's loop, with a server that a test plays. */
class AgentTest {
    private static final Logger LOG = Logger.getLogger(Agent.class.getName());

    /** As the store says that it is away. */
    private static final class Away extends RuntimeException implements Retryable {
        @Override
        public String reason() {
            return "the store does not answer";
        }
    }

    private static final class Played implements Link {
        final AtomicInteger syncs = new AtomicInteger();
        final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();

        @Override
        public NodeSession open() {
            return new NodeSession(1, 0, Duration.ofSeconds(60));
        }

        @Override
        public NodeUpdates sync(NodeStatus status, Duration wait) {
            calls.add(CallTrace.current().fields());
            if (syncs.incrementAndGet() <= 3) {
                throw new Away();
            }
            return new NodeUpdates(List.of(), Optional.empty(), 0);
        }

        @Override
        public LeaseClient leaseClient() {
            return new LeaseClient() {
                @Override
                public List<DeliveryTask> lease(LeaseCapacity capacity) {
                    return List.of();
                }

                @Override
                public byte[] content(long messageId) {
                    throw new NotLeased("nothing is");
                }

                @Override
                public void report(List<DeliveryReport> reports) {}

                @Override
                public void receipt(StopReceipt receipt) {}
            };
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static Engine engine(long node, LeaseClient leaseClient) {
        Settings settings = Settings.load(AllSettings.list(), Optional.empty(), List.of());
        return Engine.open(
                node,
                leaseClient,
                EngineConfig.from(settings),
                Dns.open(DnsConfig.from(settings)),
                Clock.systemUTC());
    }

    /** What the class logs from several threads, of all agents in the process. */
    private static final class LogLineRecorder extends Handler {
        final List<LogRecord> records = new CopyOnWriteArrayList<>();
        final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            records.add(record);
            calls.add(CallTrace.current().fields());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void workAndStopsBeforeTheStart_areNoFault() {
        Played link = new Played();
        try (Agent agent = new Agent(link, AgentTest::engine, Optional.empty())) {
            agent.wake();
            agent.stop(new StopOrder(1, new StopOrder.Scope.OfAccount(1), Instant.now()));
            agent.start();
            agent.wake();
            assertThat(agent.node()).isEqualTo(1);
        }
    }

    @Test
    void unavailableStore_isLoggedInOneLineWithoutStackTrace() {
        LogLineRecorder lines = new LogLineRecorder();
        LOG.addHandler(lines);
        Played link = new Played();
        try (Agent agent = new Agent(link, AgentTest::engine, Optional.empty())) {
            agent.start();
            Await.until(() -> link.syncs.get() > 3);
        } finally {
            LOG.removeHandler(lines);
        }
        assertThat(lines.records)
                .filteredOn(record -> record.getMessage().contains("the store does not answer"))
                .hasSize(1)
                .allMatch(record -> record.getThrown() == null);
        assertThat(link.calls).doesNotHaveDuplicates();
        assertThat(lines.calls)
                .as("each line has the trace id of the exchange that it is about")
                .contains(link.calls.getFirst(), link.calls.get(3));
    }
}
