package io.mailyard.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * Mail from {@code smtp-source} over 20 sessions through Mailyard and through Postfix to one {@code
 * smtp-sink}, in turn: how many messages a second are accepted (answered 250, durable) and how many
 * are delivered (taken by the sink), from the first byte of the source to the last message.
 */
final class Relaying {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * Time after which the compiler of Mailyard's JVM has settled: in the first half minute it
     * takes up to half of both processors. A server runs for weeks.
     */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private final Bench bench;

    Relaying(Bench bench) {
        this.bench = bench;
    }

    /** One relay under the load. */
    private interface Relay extends AutoCloseable {
        String name();

        int port();

        @Override
        void close();
    }

    /** A turn's figures, messages a second. */
    private record RelayRun(double accepted, double delivered) {}

    /** On the embedded store, without signatures. */
    void onSqlite() {
        run("mail-sqlite", _ -> List.of(), false);
    }

    /** The same with DKIM, RSA of 2048 bits. */
    void signed() {
        run("mail-sqlite-dkim", _ -> List.of(), true);
    }

    /** On PostgreSQL, without signatures. */
    void onPostgres() {
        try (Cluster cluster = Cluster.start(bench.folder("cluster"))) {
            run(
                    "mail-postgresql",
                    bytes -> List.of("store.url=" + cluster.database("mail" + bytes)),
                    false);
        }
    }

    /**
     * @param store the settings of an empty store for mail of that size
     */
    private void run(String name, IntFunction<List<String>> store, boolean signed) {
        StringBuilder table =
                new StringBuilder(
                        """
                        | | accepted/s: median (least to most) | delivered/s | ratio of delivered to Postfix default |
                        |---|---|---|---|
                        """);
        for (int[] load : loads()) {
            try (Sink sink = Sink.start()) {
                List<Relay> relays = new ArrayList<>();
                try {
                    relays.add(mailyard(sink, store.apply(load[1]), signed));
                    relays.add(postfix("Postfix, default", sink, List.of()));
                    relays.add(postfix("Postfix, tuned", sink, Postfix.TUNED));
                    table.append(measured(relays, sink, load[0], load[1]));
                } finally {
                    relays.forEach(Relay::close);
                }
            }
        }
        bench.report(name, table.toString());
    }

    private static List<int[]> loads() {
        boolean quick = System.getenv("BENCH_QUICK") != null;
        return quick
                ? List.of(new int[] {2_000, 4_600}, new int[] {300, 100_000})
                : List.of(new int[] {5_000, 4_600}, new int[] {1_500, 100_000});
    }

    private String measured(List<Relay> relays, Sink sink, int messages, int bytes) {
        int turns = System.getenv("BENCH_QUICK") == null ? 5 : 3;
        List<List<RelayRun>> all = new ArrayList<>();
        for (Relay relay : relays) {
            all.add(new ArrayList<>());
            warm(relay, sink, messages, bytes, all.size() == 1 ? WARM_UP : Duration.ZERO);
        }
        for (int i = 0; i < turns; i++) {
            for (int r = 0; r < relays.size(); r++) {
                RelayRun turn = turn(relays.get(r), sink, messages, bytes);
                all.get(r).add(turn);
                System.err.printf(
                        Locale.ROOT,
                        "  %s, %d bytes: %,.0f accepted, %,.0f delivered a second%n",
                        relays.get(r).name(),
                        bytes,
                        turn.accepted(),
                        turn.delivered());
            }
        }
        StringBuilder rows = new StringBuilder();
        for (int r = 0; r < relays.size(); r++) {
            rows.append(row(relays.get(r).name(), bytes, all.get(r), all.get(1)));
        }
        return rows.toString();
    }

    /** Turns that are not counted: one, and more until the time is over. */
    private static void warm(Relay relay, Sink sink, int messages, int bytes, Duration warmUp) {
        long began = System.nanoTime();
        do {
            turn(relay, sink, messages, bytes);
        } while (System.nanoTime() - began < warmUp.toNanos());
    }

    private static RelayRun turn(Relay relay, Sink sink, int messages, int bytes) {
        long before = sink.messages();
        long began = System.nanoTime();
        Sink.source(relay.port(), messages, bytes);
        double accepted = (System.nanoTime() - began) / 1e9;
        if (!sink.await(before + messages, PATIENCE)) {
            throw new IllegalStateException(
                    relay.name()
                            + " delivered "
                            + (sink.messages() - before)
                            + " of "
                            + messages
                            + " in time");
        }
        double delivered = (System.nanoTime() - began) / 1e9;
        return new RelayRun(messages / accepted, messages / delivered);
    }

    private static String row(String name, int bytes, List<RelayRun> turns, List<RelayRun> peer) {
        List<Double> accepted = turns.stream().map(RelayRun::accepted).toList();
        List<Double> delivered = turns.stream().map(RelayRun::delivered).toList();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            ratios.add(delivered.get(i) / peer.get(i).delivered());
        }
        return String.format(
                Locale.ROOT,
                "| %s, %,d bytes | %s | %s | %.2f |%n",
                name,
                bytes,
                figure(accepted),
                figure(delivered),
                Contest.median(ratios));
    }

    private static String figure(List<Double> values) {
        return String.format(
                Locale.ROOT,
                "%,.0f (%,.0f to %,.0f)",
                Contest.median(values),
                Contest.least(values),
                Contest.most(values));
    }

    private Relay postfix(String name, Sink sink, List<String> tuning) {
        Postfix postfix = Postfix.start(sink, tuning);
        return relay(name, postfix::port, postfix::close);
    }

    private Relay mailyard(Sink sink, List<String> store, boolean signed) {
        Path data = bench.folder("mail");
        int port = Ports.free();
        List<String> settings = new ArrayList<>(store);
        settings.add("submission.listen=127.0.0.1:" + port);
        settings.add("submission.trusted=127.0.0.0/8=bench");
        Served served = Served.mailyard(bench.root(), data, settings);
        BenchApi api = bench.api(served, data);
        MailSetUp.through(api, sink.port(), signed);
        return relay(
                signed ? "Mailyard, DKIM" : "Mailyard",
                () -> port,
                () -> {
                    api.close();
                    served.close();
                });
    }

    private static Relay relay(String name, IntSupplier port, Runnable close) {
        return new Relay() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int port() {
                return port.getAsInt();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
