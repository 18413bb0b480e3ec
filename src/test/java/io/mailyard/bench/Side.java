package io.mailyard.bench;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** One of two things that are measured in turn. */
interface Side {
    String name();

    Sample run(Duration lasting);

    /**
     * What one turn gave.
     *
     * @param perSecond answers, or transactions, in a second
     * @param cpuMicros processor time of the measured process for each; 0 where it is not known
     * @param refused answers other than the one that is wanted
     */
    record Sample(double perSecond, double cpuMicros, double p50, double p99, long refused) {}

    /** A server under the load generator. */
    static Side loaded(
            String name, Served server, InetSocketAddress address, List<List<byte[]>> requests) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample run(Duration lasting) {
                double before = ProcStat.cpuSeconds(server.pid());
                Load.Result result = Load.run(address, requests, lasting);
                double used = ProcStat.cpuSeconds(server.pid()) - before;
                return new Sample(
                        result.perSecond(),
                        used * 1e6 / result.answers(),
                        result.latencies().millis(0.5),
                        result.latencies().millis(0.99),
                        result.refused());
            }
        };
    }
}
