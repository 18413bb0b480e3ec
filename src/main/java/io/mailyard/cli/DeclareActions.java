package io.mailyard.cli;

import io.mailyard.declare.ApplyResult;
import io.mailyard.declare.Declarations;
import io.mailyard.declare.Plan;
import io.mailyard.declare.ServerRefusal;
import io.mailyard.declare.Step;
import io.mailyard.document.BadDocument;
import io.mailyard.document.Document;
import io.mailyard.document.ExportFrame;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.YamlText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Executes {@code export}, {@code plan} and {@code apply}. */
final class DeclareActions implements Callable<Integer> {
    /** The command. */
    enum DeclareVerb {
        EXPORT,
        PLAN,
        APPLY
    }

    /** Files of a folder; a document has 100,000 objects at most. */
    private static final int MOST_FILES = 10_000;

    private static final Pattern DOCUMENT = Pattern.compile("[^.].*\\.(yaml|yml|json)");

    private final DeclareVerb verb;
    private final CliEnvironment around;
    private final Console console = new Console();

    DeclareActions(DeclareVerb verb, CliEnvironment around) {
        this.verb = verb;
        this.around = around;
    }

    void belongsTo(CommandSpec command) {
        console.belongsTo(command);
    }

    @Override
    public Integer call() {
        return console.run(this::done);
    }

    private Exit done() {
        ParsedArguments arguments = new ParsedArguments(console.line());
        try (ApiClient remote = new ApiClient(ApiCommand.connection(arguments, around))) {
            return switch (verb) {
                case EXPORT -> export(arguments, remote);
                case PLAN -> plan(arguments, remote);
                case APPLY -> apply(arguments, remote);
            };
        } catch (ServerRefusal refused) {
            throw stop(refused);
        } catch (BadDocument bad) {
            List<String> lines = new ArrayList<>(List.of("the document has faults"));
            bad.lines().forEach(item -> lines.add("  " + item));
            throw new CommandFailed(Exit.USAGE, lines);
        }
    }

    private static CommandFailed stop(ServerRefusal refused) {
        List<String> lines = new ArrayList<>();
        boolean listed = !refused.faults().isEmpty();
        lines.add("error " + refused.error() + (listed ? "" : ": " + refused.text()));
        refused.faults().forEach(fault -> lines.add("  " + fault.field() + ": " + fault.reason()));
        return new CommandFailed(Exit.of(refused.error()), lines);
    }

    private Exit export(ParsedArguments arguments, ApiClient remote) {
        Declarations.Exported exported = declaring(remote).export(kinds(arguments, "--only"));
        if (arguments.has("--json")) {
            console.out().println(PrintedJson.spread(exported.document(), ""));
        } else {
            console.out().print(ExportFrame.around(YamlText.of(exported.document())));
        }
        exported.notes().forEach(note -> console.err().println("note: " + TerminalText.text(note)));
        console.err().flush();
        return Exit.DONE;
    }

    private Exit plan(ParsedArguments arguments, ApiClient remote) {
        Plan plan = declaring(remote).preview(order(arguments)).plan();
        if (arguments.has("--json")) {
            console.out().println(PrintedJson.spread(plan.json(), ""));
        } else {
            PlanPrinter.lines(plan).forEach(console.out()::println);
        }
        return plan.steps().isEmpty() ? Exit.DONE : Exit.DIFFERENT;
    }

    private Exit apply(ParsedArguments arguments, ApiClient remote) {
        String key = ApiCommand.key(arguments).orElseGet(() -> UUID.randomUUID().toString());
        Declarations declaring = declaring(remote);
        Declarations.DeclarationPlan planned = declaring.plan(order(arguments));
        boolean json = arguments.has("--json");
        if (!planned.plan().steps().isEmpty() && !arguments.has("--yes")) {
            agreed(planned.plan());
        }
        List<Value> done = new ArrayList<>();
        ApplyResult applied =
                declaring.apply(
                        planned,
                        arguments.has("--send-welcome"),
                        key,
                        (step, told) -> {
                            done.add(done(step, told));
                            if (!json) {
                                say(step, told);
                            }
                        });
        Optional<CommandFailed> failed = applied.failure().map(DeclareActions::failure);
        if (json) {
            console.out().println(PrintedJson.spread(json(done, applied, failed), ""));
        } else if (applied.done().isEmpty() && failed.isEmpty()) {
            console.out().println("nothing to do: the server matches the document");
        }
        failed.ifPresent(stop -> {
            throw whole(stop, applied, key);
        });
        return Exit.DONE;
    }

    private void agreed(Plan plan) {
        if (!around.terminal().present()) {
            return;
        }
        PlanPrinter.lines(plan).forEach(console.out()::println);
        console.out().flush();
        int steps = plan.steps().size();
        if (!around.terminal().agrees("Apply " + steps + (steps == 1 ? " step?" : " steps?"))) {
            throw new CommandFailed(Exit.REFUSED, "not applied");
        }
    }

    private void say(Step step, List<String> told) {
        console.out().println(TerminalText.text(step.subject()) + ": " + step.action().done());
        told.forEach(line -> console.out().println("  " + TerminalText.text(line)));
        console.out().flush();
    }

    private static Value done(Step step, List<String> told) {
        Map<String, Value> one =
                step.json() instanceof Value.Members(Map<String, Value> members)
                        ? new LinkedHashMap<>(members)
                        : new LinkedHashMap<>();
        if (!told.isEmpty()) {
            one.put("told", texts(told));
        }
        return new Value.Members(one);
    }

    private static Value texts(List<String> texts) {
        return new Value.Items(texts.stream().<Value>map(Value.Text::new).toList());
    }

    private static CommandFailed failure(RuntimeException failed) {
        return switch (failed) {
            case ServerRefusal refused -> stop(refused);
            case CommandFailed stop -> stop;
            default -> throw failed;
        };
    }

    private static Value json(
            List<Value> done, ApplyResult applied, Optional<CommandFailed> failed) {
        Map<String, Value> report = new LinkedHashMap<>();
        report.put("done", new Value.Items(done));
        report.put(
                "failure",
                failed.<Value>map(stop -> texts(stop.lines())).orElseGet(Value.Nothing::new));
        report.put("not_done", new Value.Items(applied.left().stream().map(Step::json).toList()));
        return new Value.Members(report);
    }

    /** The failure with what was done, what was not, and why. */
    private static CommandFailed whole(CommandFailed stop, ApplyResult applied, String key) {
        Step at = applied.left().getFirst();
        List<String> lines = new ArrayList<>();
        lines.add(at.subject() + ": not " + at.action().done());
        stop.lines().forEach(line -> lines.add("  " + line));
        lines.add(applied.done().size() + " done, " + applied.left().size() + " not done:");
        applied.left().stream()
                .limit(PlanPrinter.MOST_LEFT)
                .forEach(step -> lines.add("  " + step.action().mark() + " " + step.subject()));
        if (applied.left().size() > PlanPrinter.MOST_LEFT) {
            lines.add("  and " + (applied.left().size() - PlanPrinter.MOST_LEFT) + " more");
        }
        if (stop.exit() == Exit.UNREACHABLE) {
            lines.add(
                    "it is not known whether the first of these was done; with --idempotency-key "
                            + key
                            + " it is not done twice");
        }
        return new CommandFailed(stop.exit(), lines);
    }

    private Declarations.Order order(ParsedArguments arguments) {
        String file = arguments.place(0).orElseThrow();
        return new Declarations.Order(
                sources(file), kinds(arguments, "--prune"), named -> beside(file, named));
    }

    /** The document's file, or those of its folder in the order of their names. */
    private List<Document.DocumentSource> sources(String file) {
        Path folder = around.folder().resolve(file);
        if (file.equals("-") || !Files.isDirectory(folder)) {
            return List.of(new Document.DocumentSource("", FileValues.string(file, around)));
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names =
                    files.filter(Files::isRegularFile)
                            .map(one -> one.getFileName().toString())
                            .filter(name -> DOCUMENT.matcher(name).matches())
                            .sorted()
                            .limit(MOST_FILES + 1)
                            .toList();
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
        }
        if (names.isEmpty() || names.size() > MOST_FILES) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "'"
                            + file
                            + "' has "
                            + (names.isEmpty() ? "no" : "more than " + MOST_FILES)
                            + " files .yaml, .yml or .json");
        }
        return names.stream()
                .map(name ->
                        new Document.DocumentSource(
                                name, FileValues.string(folder.resolve(name).toString(), around)))
                .toList();
    }

    /** A file that the document names, relative to the document's folder. */
    private String beside(String document, String named) {
        boolean isFolder =
                !document.equals("-") && Files.isDirectory(around.folder().resolve(document));
        Path folder =
                isFolder
                        ? Path.of(document)
                        : document.equals("-") ? null : Path.of(document).getParent();
        try {
            return FileValues.string(
                    folder == null ? named : folder.resolve(named).toString(), around);
        } catch (CommandFailed unreadable) {
            throw new IllegalArgumentException(String.join(" ", unreadable.lines()), unreadable);
        }
    }

    private static Set<ObjectKind> kinds(ParsedArguments arguments, String option) {
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        arguments
                .text(option)
                .ifPresent(text -> {
                    for (String word : text.split(",", -1)) {
                        kinds.add(
                                ObjectKind.of(word.strip().replace('-', '_'))
                                        .orElseThrow(() ->
                                                arguments.wrong(
                                                        option
                                                                + ": '"
                                                                + word
                                                                + "' is not a kind")));
                    }
                });
        return kinds;
    }

    private Declarations declaring(ApiClient remote) {
        return new Declarations(
                new RemoteApiCaller(remote), new ProgressLine(console.err(), around.terminal()));
    }
}
