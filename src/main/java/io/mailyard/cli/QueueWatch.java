package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads a queue repeatedly, and shows its busiest rows each time. */
final class QueueWatch {
    /** Maximum number of updates, a day of seconds: a forgotten one ends. */
    static final long MOST_ROUNDS = 86_400;

    /** Maximum pause, an hour. */
    static final long LONGEST_PAUSE = 3600;

    /** Default number of rows: fits a terminal of 24 lines with the lines above. */
    static final int USUAL_ROWS = 18;

    static final long MOST_ROWS = 1000;

    private static final String LEDGER = "ledger/get";
    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    /**
     * Form in which a queue is shown.
     *
     * @param redrawn whether each update replaces the one before, in a terminal
     * @param columns the terminal's width
     */
    record QueueWatchView(
            long rounds, Duration pause, int rows, boolean json, boolean redrawn, int columns) {
        static QueueWatchView of(ParsedArguments arguments, Terminal terminal) {
            boolean once = arguments.has("--once");
            boolean json = arguments.has("--json");
            return new QueueWatchView(
                    once ? 1 : arguments.count("--count", MOST_ROUNDS).orElse(MOST_ROUNDS),
                    Duration.ofSeconds(arguments.count("--every", LONGEST_PAUSE).orElse(1L)),
                    arguments.count("--rows", MOST_ROWS).orElse((long) USUAL_ROWS).intValue(),
                    json,
                    terminal.present() && !once && !json,
                    terminal.columns());
        }
    }

    private final QueueWatchView view;
    private final PrintWriter out;
    private final InstantSource clock;
    private final BiFunction<String, Value.Members, ServerAnswer> call;
    private boolean ledgerRead = true;

    QueueWatch(
            QueueWatchView view,
            PrintWriter out,
            InstantSource clock,
            BiFunction<String, Value.Members, ServerAnswer> call) {
        this.clock = clock;
        this.view = view;
        this.out = out;
        this.call = call;
    }

    /**
     * Shows one update after another, until the last, or until the thread is interrupted.
     *
     * @param body body of the call; rows by lane unless it says otherwise
     */
    void show(String path, Map<String, Value> body, String subject) {
        Map<String, Value> asked = new LinkedHashMap<>(body);
        asked.putIfAbsent("group", new Value.Text("lane"));
        Optional<TopFrame> before = Optional.empty();
        for (long round = 0; round < view.rounds(); round++) {
            if (round > 0 && !paused()) {
                return;
            }
            ServerAnswer stats = call.apply(path, new Value.Members(asked));
            if (view.json()) {
                out.println(PrintedJson.compact(stats.data()));
            } else {
                TopFrame frame =
                        TopFrame.of(
                                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                                System.nanoTime(),
                                stats.rows("data"),
                                ledger(asked));
                draw(frame.lines(before, subject, view.rows(), view.columns()), round == 0);
                before = Optional.of(frame);
            }
            out.flush();
        }
    }

    /** The ledger; empty if the token may not read it, then the queue is shown alone. */
    private Value ledger(Map<String, Value> asked) {
        if (!ledgerRead) {
            return new Value.Nothing();
        }
        Value account = asked.getOrDefault("account_id", new Value.Numeral("0"));
        boolean all = account.equals(new Value.Numeral("0"));
        try {
            return call.apply(
                            LEDGER,
                            new Value.Members(all ? Map.of() : Map.of("account_id", account)))
                    .data();
        } catch (CommandFailed refused) {
            if (refused.exit() != Exit.UNAUTHORISED) {
                throw refused;
            }
            ledgerRead = false;
            return new Value.Nothing();
        }
    }

    private void draw(List<String> lines, boolean first) {
        if (!view.redrawn()) {
            out.print(first ? "" : System.lineSeparator());
            lines.forEach(out::println);
            return;
        }
        out.print(first ? CLEAR + HOME : HOME);
        lines.forEach(line -> out.println(line + REST_OF_LINE));
        out.print(REST_OF_SCREEN);
    }

    private boolean paused() {
        try {
            Thread.sleep(view.pause());
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
