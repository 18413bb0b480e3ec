package io.mailyard.cli;

import io.mailyard.compare.CallComparison;
import io.mailyard.compare.CallComparison.ComparisonOutcome;
import io.mailyard.compare.ComparisonRules;
import io.mailyard.compare.MemberDifference;
import io.mailyard.compare.RecordedCall;
import io.mailyard.compare.RecordedCalls;
import io.mailyard.compare.RecordedCalls.Recorded;
import io.mailyard.declare.Progress;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Model.CommandSpec;

/** Executes {@code mailyard compare}. */
final class CompareActions implements Callable<Integer> {
    private static final int LONGEST_VALUE = 200;

    private final CliEnvironment around;
    private final Console console = new Console();
    private long same;
    private long different;
    private long leftOut;
    private long failed;

    CompareActions(CliEnvironment around) {
        this.around = around;
    }

    void belongsTo(CommandSpec command) {
        console.belongsTo(command);
    }

    /** A call that is under way, or whose outcome is known. */
    private record PendingComparison(long line, String path, Future<ComparisonOutcome> outcome) {}

    @Override
    public Integer call() {
        return console.run(() -> {
            ParsedArguments arguments = new ParsedArguments(console.line());
            long rate =
                    arguments
                            .count("--rate", CompareCommand.MOST_RATE)
                            .orElse((long) CompareCommand.USUAL_RATE);
            String file = arguments.place(2).orElseThrow();
            try (InstallationClient old =
                            new InstallationClient("old", connection(arguments, 0, "old"), rate);
                    InstallationClient now =
                            new InstallationClient("new", connection(arguments, 1, "new"), rate);
                    InputStream in = opened(file)) {
                return compared(arguments, old, now, new RecordedCalls(in));
            } catch (IOException unreadable) {
                throw new CommandFailed(
                        Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
            }
        });
    }

    private InputStream opened(String file) throws IOException {
        return file.equals("-")
                ? around.input()
                : Files.newInputStream(around.folder().resolve(file));
    }

    private ServerConnection connection(ParsedArguments arguments, int place, String which) {
        String variable = "MAILYARD_" + which.toUpperCase(Locale.ROOT) + "_TOKEN";
        String option = "--" + which + "-token-file";
        String token =
                arguments
                        .text(option)
                        .map(file -> ServerConnection.secret(file, around))
                        .or(() -> around.variable(variable))
                        .orElseThrow(() ->
                                new CommandFailed(
                                        Exit.USAGE,
                                        "no token for the "
                                                + which
                                                + " installation: give "
                                                + option
                                                + ", or set "
                                                + variable));
        Duration timeout = Duration.ofSeconds(arguments.count("--timeout", 3600).orElse(60L));
        return ServerConnection.of(
                arguments.place(place), Optional.of(token), Optional.empty(), timeout, around);
    }

    private Exit compared(
            ParsedArguments arguments,
            InstallationClient old,
            InstallationClient now,
            RecordedCalls calls)
            throws IOException {
        boolean writes = arguments.has("--writes");
        ComparisonRules rules =
                ComparisonRules.of(
                        arguments.has("--times"),
                        arguments.has("--order"),
                        arguments
                                .text("--ignore")
                                .map(text -> Arrays.asList(text.split(",")))
                                .orElse(List.of()));
        CallComparison comparison = new CallComparison(old, now, rules, writes);
        int atOnce =
                writes
                        ? 1
                        : Math.toIntExact(
                                arguments
                                        .count("--concurrency", CompareCommand.MOST_CONCURRENCY)
                                        .orElse((long) CompareCommand.USUAL_CONCURRENCY));
        int shown =
                Math.toIntExact(
                        arguments.count("--show", 1000).orElse((long) CompareCommand.USUAL_SHOWN));
        boolean json = arguments.has("--json");
        Progress progress = new ProgressLine(console.err(), around.terminal());
        try (ExecutorService threads =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            Queue<PendingComparison> asked = new ArrayDeque<>();
            for (Optional<Recorded> next = calls.next(); next.isPresent(); next = calls.next()) {
                asked.add(ask(threads, comparison, next.get()));
                // the answers of twice as many wait to be shown in their order
                if (asked.size() >= 2 * atOnce) {
                    show(asked.remove(), json, shown);
                }
                progress.at("calls compared", same + different + leftOut + failed);
            }
            while (!asked.isEmpty()) {
                show(asked.remove(), json, shown);
            }
        }
        return summary(json);
    }

    private static PendingComparison ask(
            ExecutorService threads, CallComparison comparison, Recorded recorded) {
        return switch (recorded) {
            case Recorded.ReadCall(RecordedCall call) ->
                    new PendingComparison(
                            call.line(),
                            call.path(),
                            threads.submit(() -> comparison.compare(call)));
            case Recorded.FaultyCall(long line, String reason) ->
                    new PendingComparison(
                            line,
                            "",
                            CompletableFuture.completedFuture(
                                    new ComparisonOutcome.FailedComparison(reason)));
        };
    }

    private void show(PendingComparison asked, boolean json, int most) {
        ComparisonOutcome outcome;
        try {
            outcome = asked.outcome().get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.USAGE, "interrupted");
        }
        switch (outcome) {
            case ComparisonOutcome.Same _ -> same++;
            case ComparisonOutcome.LeftOut _ -> leftOut++;
            case ComparisonOutcome.FailedComparison(String reason) -> {
                failed++;
                print(asked, json, List.of(), reason);
            }
            case ComparisonOutcome.Different(List<MemberDifference> differences) -> {
                different++;
                print(asked, json, differences.subList(0, Math.min(most, differences.size())), "");
                if (!json && differences.size() > most) {
                    console.out().println("  and " + (differences.size() - most) + " more");
                }
            }
        }
    }

    private void print(
            PendingComparison asked,
            boolean json,
            List<MemberDifference> differences,
            String reason) {
        if (json) {
            Map<String, Value> members = new LinkedHashMap<>();
            members.put("line", new Value.Numeral(Long.toString(asked.line())));
            members.put("path", new Value.Text(asked.path()));
            if (!reason.isEmpty()) {
                members.put("failed", new Value.Text(reason));
            }
            members.put(
                    "differences",
                    new Value.Items(differences.stream().map(CompareActions::json).toList()));
            console.out().println(PrintedJson.compact(new Value.Members(members)));
            return;
        }
        console.out()
                .println(
                        TerminalText.text(
                                "line "
                                        + asked.line()
                                        + (asked.path().isEmpty() ? "" : ": " + asked.path())
                                        + (reason.isEmpty() ? "" : ": " + reason)));
        differences.forEach(difference ->
                console.out()
                        .println(
                                TerminalText.text(
                                        "  "
                                                + difference.path()
                                                + ": old "
                                                + value(difference.old())
                                                + ", new "
                                                + value(difference.now()))));
    }

    private static Value json(MemberDifference difference) {
        return new Value.Members(
                Map.of(
                        "member", new Value.Text(difference.path()),
                        "old", new Value.Text(difference.old()),
                        "new", new Value.Text(difference.now())));
    }

    private static String value(String text) {
        if (text.isEmpty()) {
            return "absent";
        }
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    private Exit summary(boolean json) {
        long all = same + different + leftOut + failed;
        if (json) {
            Map<String, Value> counts = new LinkedHashMap<>();
            counts.put("calls", new Value.Numeral(Long.toString(all)));
            counts.put("same", new Value.Numeral(Long.toString(same)));
            counts.put("different", new Value.Numeral(Long.toString(different)));
            counts.put("left_out", new Value.Numeral(Long.toString(leftOut)));
            counts.put("failed", new Value.Numeral(Long.toString(failed)));
            console.out().println(PrintedJson.compact(new Value.Members(counts)));
        } else {
            console.out()
                    .println(
                            all
                                    + (all == 1 ? " call: " : " calls: ")
                                    + same
                                    + " same, "
                                    + different
                                    + " different, "
                                    + leftOut
                                    + " left out"
                                    + (leftOut > 0 ? " (they may write: --writes)" : "")
                                    + ", "
                                    + failed
                                    + " failed");
        }
        if (same + different == 0 && failed == 0) {
            throw new CommandFailed(Exit.USAGE, "no call was compared");
        }
        return failed > 0 ? Exit.USAGE : different > 0 ? Exit.REFUSED : Exit.DONE;
    }
}
