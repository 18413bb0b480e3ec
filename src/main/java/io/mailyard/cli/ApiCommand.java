package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Executes one command. */
final class ApiCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Maximum timeout, an hour: no call takes longer, and a script must not hang for ever. */
    private static final long LONGEST_TIMEOUT = 3600;

    /** Members beside data that describe what was done. */
    private static final List<String> BESIDES = List.of("released", "still_held_by");

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final Noun noun;
    private final Operation operation;
    private final CliEnvironment around;
    private final Console console = new Console();

    ApiCommand(Noun noun, Operation operation, CliEnvironment around) {
        this.noun = noun;
        this.operation = operation;
        this.around = around;
    }

    /** Sets the command that picocli made from this object. */
    void belongsTo(CommandSpec command) {
        console.belongsTo(command);
    }

    @Override
    public Integer call() {
        return console.run(() -> {
            ParsedArguments arguments = new ParsedArguments(console.line());
            Map<String, Value> body = arguments.body(operation, around);
            try (ApiClient remote = new ApiClient(connection(arguments, around))) {
                done(arguments, body, remote);
            }
            return Exit.DONE;
        });
    }

    private void done(ParsedArguments arguments, Map<String, Value> body, ApiClient remote) {
        String path = path(body);
        Optional<String> key = key(arguments);
        Optional<String> plan = visible(arguments, "--plan-token");
        boolean dryRun = arguments.has("--dry-run");
        if (operation.shape() == Operation.ResponseShape.LIST) {
            list(arguments, body, page -> remote.call(path, page, false, key));
            return;
        }
        if (operation.shape() == Operation.ResponseShape.WATCHED) {
            new QueueWatch(
                            QueueWatch.QueueWatchView.of(arguments, around.terminal()),
                            console.out(),
                            around.clock(),
                            (called, asked) -> remote.call(called, asked, false, key))
                    .show(path, body, subject(body));
            return;
        }
        if (operation.shape() == Operation.ResponseShape.DELETED
                && !dryRun
                && !arguments.has("--yes")) {
            Optional<String> shown = confirm(arguments, body, remote);
            plan = plan.or(() -> shown);
        }
        ServerAnswer answer = remote.call(path, new Value.Members(body), dryRun, key, plan);
        if (dryRun) {
            printDryRun(answer, arguments.has("--json"));
        } else if (arguments.has("--json")) {
            console.out().println(PrintedJson.spread(answer.data(), ""));
        } else {
            print(answer, body);
        }
    }

    /** The path of the call; an account's tokens have a path of their own. */
    private String path(Map<String, Value> body) {
        boolean ofAccount =
                operation.path().startsWith("tokens/") && body.containsKey(TokenCommands.ACCOUNT);
        return (ofAccount ? "accounts/" : "") + operation.path();
    }

    /** The server's address and token, from the options and the environment. */
    static ServerConnection connection(ParsedArguments arguments, CliEnvironment around) {
        return ServerConnection.of(
                arguments.text("--url"),
                arguments.text("--token"),
                arguments.text("--token-file"),
                arguments
                        .count("--timeout", LONGEST_TIMEOUT)
                        .map(Duration::ofSeconds)
                        .orElse(TIMEOUT),
                around);
    }

    /** The idempotency key, if one was given. */
    static Optional<String> key(ParsedArguments arguments) {
        return visible(arguments, "--idempotency-key");
    }

    private static Optional<String> visible(ParsedArguments arguments, String option) {
        Optional<String> text = arguments.text(option);
        if (text.isPresent() && !KEY.matcher(text.get()).matches()) {
            throw arguments.wrong(option + ": not 1 to 255 visible ASCII characters");
        }
        return text;
    }

    private void list(
            ParsedArguments arguments,
            Map<String, Value> body,
            Function<Value.Members, ServerAnswer> call) {
        Listing.ListingView view = Listing.ListingView.of(arguments, operation);
        Map<String, Value> from = new LinkedHashMap<>(body);
        Listing listing =
                new Listing(view, view.json() ? 0 : around.terminal().columns(), console.out());
        Optional<String> besides = listing.print(from, call);
        besides.ifPresent(console.err()::println);
        if (listing.printed() == 0 && !view.json()) {
            console.err().println("none");
        }
        if (besides.isPresent() && arguments.has("--all")) {
            throw new CommandFailed(
                    Exit.REFUSED, "a list is not printed beyond " + view.limit() + " rows");
        }
    }

    /**
     * Shows what a deletion would remove before asking, since an id alone says little.
     *
     * @return the plan that was shown, if any, so that exactly what was agreed to is done
     */
    private Optional<String> confirm(
            ParsedArguments arguments, Map<String, Value> body, ApiClient remote) {
        if (!around.terminal().present()) {
            throw arguments.wrong("no terminal to ask at: add --yes to " + operation.verb());
        }
        ServerAnswer foreseen =
                remote.call(path(body), new Value.Members(body), true, Optional.empty());
        DryRunPrinter.lines(foreseen).forEach(console.out()::println);
        console.out().flush();
        String verb = operation.verb();
        String question = verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1);
        if (!around.terminal().agrees(question + " " + subject(body) + "?")) {
            throw new CommandFailed(Exit.REFUSED, "not " + operation.done());
        }
        return foreseen.member(DryRunPrinter.PLAN).map(ObjectPrinter::cell);
    }

    /** The object of the command as it was typed: {@code account 7}, {@code user anna of 7}. */
    private String subject(Map<String, Value> body) {
        List<String> places =
                operation.args().stream()
                        .filter(Arg::placed)
                        .map(arg -> body.get(arg.param()))
                        .filter(Objects::nonNull)
                        .map(ObjectPrinter::cell)
                        .toList();
        return noun.one()
                + switch (places.size()) {
                    case 0 -> "";
                    case 1 -> " " + places.getFirst();
                    default -> " " + places.getLast() + " of account " + places.getFirst();
                };
    }

    private void print(ServerAnswer answer, Map<String, Value> body) {
        switch (operation.shape()) {
            case LIST, OBJECT, WATCHED, TOLD ->
                    lines(answer.data()).forEach(console.out()::println);
            case DONE, DELETED -> {
                console.out().println(subject(body) + ": " + operation.done());
                besides(answer);
            }
            case SAVED -> saved(answer, body);
        }
    }

    /** A zone file line by line; any other data as names and values. */
    private List<String> lines(Value data) {
        if (data instanceof Value.Members(Map<String, Value> members)
                && members.get("zone") instanceof Value.Text(String zone)) {
            // keeps the tabs that separate a zone file's columns
            return zone.lines()
                    .map(line ->
                            Stream.of(line.split("\t", -1))
                                    .map(TerminalText::text)
                                    .collect(Collectors.joining("\t")))
                    .toList();
        }
        return ObjectPrinter.lines(data, around.terminal().columns());
    }

    /** The records that a domain needs, without members meant for programs. */
    private List<String> records(Value records) {
        List<Value> rows = new ArrayList<>();
        if (records instanceof Value.Items(List<Value> all)) {
            for (Value record : all) {
                if (record instanceof Value.Members(Map<String, Value> members)) {
                    Map<String, Value> row = new LinkedHashMap<>();
                    Stream.of("name", "type", "value", "status", "note")
                            .filter(members::containsKey)
                            .forEach(name ->
                                    row.put(name, Objects.requireNonNull(members.get(name))));
                    rows.add(new Value.Members(row));
                }
            }
        }
        return ObjectPrinter.lines(new Value.Items(rows), Table.UNLIMITED);
    }

    /** Prints which holds a release ended, and which remain. */
    private void besides(ServerAnswer answer) {
        Map<String, Value> besides = new LinkedHashMap<>();
        BESIDES.forEach(name -> answer.member(name).ifPresent(value -> besides.put(name, value)));
        if (!besides.isEmpty()) {
            ObjectPrinter.lines(new Value.Members(besides), around.terminal().columns())
                    .forEach(console.out()::println);
        }
    }

    private void saved(ServerAnswer answer, Map<String, Value> body) {
        Map<String, Value> data =
                answer.data() instanceof Value.Members(Map<String, Value> members)
                        ? members
                        : Map.of();
        boolean named =
                operation.args().stream().anyMatch(a -> a.placed() && body.containsKey(a.param()));
        String id =
                Optional.ofNullable(data.getOrDefault("saved_id", data.get("message_id")))
                        .map(ObjectPrinter::cell)
                        .orElse("?");
        console.out()
                .println((named ? subject(body) : noun.one() + " " + id) + ": " + operation.done());
        Optional.ofNullable(data.get("records"))
                .ifPresent(records -> records(records).forEach(console.out()::println));
        Stream.of("token", "key", "secret")
                .map(data::get)
                .filter(Objects::nonNull)
                .forEach(secret -> {
                    console.out().println(ObjectPrinter.cell(secret));
                    console.err().println("This secret is shown only once; keep it safe.");
                });
    }

    private void printDryRun(ServerAnswer answer, boolean json) {
        if (json) {
            console.out().println(PrintedJson.spread(DryRunPrinter.json(answer), ""));
        } else {
            console.out().println("Dry run, nothing was changed. It would do:");
            DryRunPrinter.lines(answer).forEach(console.out()::println);
            if (operation.shape() == Operation.ResponseShape.TOLD) {
                lines(answer.data()).forEach(console.out()::println);
            }
        }
    }
}
