package io.mailyard.cli;

import io.mailyard.declare.Applied;
import io.mailyard.declare.Declaring;
import io.mailyard.declare.Plan;
import io.mailyard.declare.Refused;
import io.mailyard.declare.Step;
import io.mailyard.document.BadDocument;
import io.mailyard.document.ExportFrame;
import io.mailyard.document.Kind;
import io.mailyard.document.YamlText;
import io.mailyard.web.Value;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Carries out {@code export}, {@code plan} and {@code apply}. */
final class DeclareRun implements Callable<Integer> {
    /** Which command it is. */
    enum Verb {
        EXPORT,
        PLAN,
        APPLY
    }

    private final Verb verb;
    private final Surroundings around;
    private @Nullable CommandSpec spec;

    DeclareRun(Verb verb, Surroundings around) {
        this.verb = verb;
        this.around = around;
    }

    void belongsTo(CommandSpec command) {
        spec = command;
    }

    @Override
    public Integer call() {
        try {
            Given given = new Given(line());
            Exit exit =
                    switch (verb) {
                        case EXPORT -> export(given);
                        case PLAN -> plan(given);
                        case APPLY -> apply(given);
                    };
            out().flush();
            return exit.code();
        } catch (Refused refused) {
            return told(stop(refused));
        } catch (BadDocument bad) {
            List<String> lines = new ArrayList<>(List.of("the document is not right"));
            bad.lines().forEach(one -> lines.add("  " + one));
            return told(new Stop(Exit.USAGE, lines));
        } catch (Stop stop) {
            return told(stop);
        }
    }

    private int told(Stop stop) {
        out().flush();
        String lead = "mailyard: ";
        for (String line : stop.lines()) {
            err().println(lead + Visible.text(line));
            lead = "";
        }
        err().flush();
        return stop.exit().code();
    }

    private static Stop stop(Refused refused) {
        List<String> lines = new ArrayList<>();
        boolean listed = !refused.faults().isEmpty();
        lines.add("error " + refused.error() + (listed ? "" : ": " + refused.text()));
        refused.faults().forEach(fault -> lines.add("  " + fault.field() + ": " + fault.reason()));
        return new Stop(Exit.of(refused.error()), lines);
    }

    private Exit export(Given given) {
        Declaring.Exported exported = declaring(given).export(kinds(given, "--only"));
        if (given.has("--json")) {
            out().println(PrintedJson.spread(exported.document(), ""));
        } else {
            out().print(ExportFrame.around(YamlText.of(exported.document())));
        }
        exported.notes().forEach(note -> err().println("note: " + Visible.text(note)));
        err().flush();
        return Exit.DONE;
    }

    private Exit plan(Given given) {
        Plan plan = declaring(given).plan(order(given)).plan();
        if (given.has("--json")) {
            out().println(PrintedJson.spread(plan.json(), ""));
        } else {
            PlanText.lines(plan).forEach(out()::println);
        }
        return plan.steps().isEmpty() ? Exit.DONE : Exit.DIFFERENT;
    }

    private Exit apply(Given given) {
        String key = Run.key(given).orElseGet(() -> UUID.randomUUID().toString());
        Declaring declaring = declaring(given);
        Declaring.Planned planned = declaring.plan(order(given));
        boolean json = given.has("--json");
        if (!planned.plan().steps().isEmpty() && !given.has("--yes")) {
            agreed(planned.plan());
        }
        List<Value> done = new ArrayList<>();
        Applied applied =
                declaring.apply(
                        planned,
                        given.has("--send-welcome"),
                        key,
                        (step, told) -> {
                            done.add(done(step, told));
                            if (!json) {
                                say(step, told);
                            }
                        });
        Optional<Stop> failed = applied.failure().map(DeclareRun::failure);
        if (json) {
            out().println(PrintedJson.spread(json(done, applied, failed), ""));
        } else if (applied.done().isEmpty() && failed.isEmpty()) {
            out().println("nothing to do: the server is as the document wants");
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
        PlanText.lines(plan).forEach(out()::println);
        out().flush();
        int steps = plan.steps().size();
        if (!around.terminal().agrees("Apply " + steps + (steps == 1 ? " step?" : " steps?"))) {
            throw new Stop(Exit.REFUSED, "not applied");
        }
    }

    private void say(Step step, List<String> told) {
        out().println(Visible.text(step.subject()) + ": " + step.action().done());
        told.forEach(line -> out().println("  " + Visible.text(line)));
        out().flush();
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

    private static Stop failure(RuntimeException failed) {
        return switch (failed) {
            case Refused refused -> stop(refused);
            case Stop stop -> stop;
            default -> throw failed;
        };
    }

    private static Value json(List<Value> done, Applied applied, Optional<Stop> failed) {
        Map<String, Value> report = new LinkedHashMap<>();
        report.put("done", new Value.Items(done));
        report.put(
                "failure",
                failed.<Value>map(stop -> texts(stop.lines())).orElseGet(Value.Nothing::new));
        report.put("not_done", new Value.Items(applied.left().stream().map(Step::json).toList()));
        return new Value.Members(report);
    }

    /** What was done and what was not, with why. */
    private static Stop whole(Stop stop, Applied applied, String key) {
        Step at = applied.left().getFirst();
        List<String> lines = new ArrayList<>();
        lines.add(at.subject() + ": not " + at.action().done());
        stop.lines().forEach(line -> lines.add("  " + line));
        lines.add(applied.done().size() + " done, " + applied.left().size() + " not done:");
        applied.left().stream()
                .limit(PlanText.MOST_LEFT)
                .forEach(step -> lines.add("  " + step.action().mark() + " " + step.subject()));
        if (applied.left().size() > PlanText.MOST_LEFT) {
            lines.add("  and " + (applied.left().size() - PlanText.MOST_LEFT) + " more");
        }
        if (stop.exit() == Exit.UNREACHABLE) {
            lines.add(
                    "whether the first of these was done is not known; with --idempotency-key "
                            + key
                            + " it is not done twice");
        }
        return new Stop(stop.exit(), lines);
    }

    private Declaring.Order order(Given given) {
        String file = given.place(0).orElseThrow();
        return new Declaring.Order(
                FileValues.string(file, around),
                kinds(given, "--prune"),
                named -> beside(file, named));
    }

    /** A file that the document names, from the document's folder. */
    private String beside(String document, String named) {
        Path folder = document.equals("-") ? null : Path.of(document).getParent();
        try {
            return FileValues.string(
                    folder == null ? named : folder.resolve(named).toString(), around);
        } catch (Stop unreadable) {
            throw new IllegalArgumentException(String.join(" ", unreadable.lines()), unreadable);
        }
    }

    private static Set<Kind> kinds(Given given, String option) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        given.text(option)
                .ifPresent(text -> {
                    for (String word : text.split(",", -1)) {
                        kinds.add(
                                Kind.of(word.strip().replace('-', '_'))
                                        .orElseThrow(() ->
                                                given.wrong(
                                                        option + ": '" + word + "' is no kind")));
                    }
                });
        return kinds;
    }

    private Declaring declaring(Given given) {
        Remote remote = new Remote(Run.connection(given, around));
        return new Declaring(new RemoteServer(remote), new ProgressLine(err(), around.terminal()));
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "belongsTo was not called").commandLine();
    }

    private PrintWriter out() {
        return line().getOut();
    }

    private PrintWriter err() {
        return line().getErr();
    }
}
