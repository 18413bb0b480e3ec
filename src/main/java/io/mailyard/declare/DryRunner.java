package io.mailyard.declare;

import io.mailyard.declare.Step.Action;
import io.mailyard.document.Document;
import io.mailyard.document.DocumentFaults;
import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.document.SourceLocation;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Asks the server what each step of a plan would do, where that can be told before the steps before
 * it are done. What it would refuse is a fault of the document; what it would not change, for it
 * keeps the same in another form, is no step.
 */
final class DryRunner {
    private static final String DOMAINS = "domains";
    private static final long FORBIDDEN = 403;

    private final ApiCaller server;
    private final ServerState world;
    private final Document document;
    private final DocumentFaults faults;
    private final Progress progress;
    private final boolean mayOnlyRead;
    private boolean refused;

    /**
     * @param mayOnlyRead whether a token that may not write suffices: the plan says that the server
     *     was not asked
     */
    DryRunner(
            ApiCaller server,
            ServerState world,
            Document document,
            DocumentFaults faults,
            Progress progress,
            boolean mayOnlyRead) {
        this.server = server;
        this.world = world;
        this.document = document;
        this.faults = faults;
        this.progress = progress;
        this.mayOnlyRead = mayOnlyRead;
    }

    /** The plan without the steps that would change nothing. */
    Plan run(Plan plan) {
        Set<Entry.EntryId> made = of(plan, step -> step.action() == Action.CREATE);
        Set<Entry.EntryId> reassigned = of(plan, step -> step.field(Schema.SENDERS).isPresent());
        boolean domainsMove = plan.steps().stream().anyMatch(DryRunner::losesDomains);
        List<Step> steps = new ArrayList<>();
        Map<ObjectKind, Integer> unchanged = new EnumMap<>(ObjectKind.class);
        unchanged.putAll(plan.unchanged());
        StepExecutor saving = new StepExecutor(new ServerIds(world), false);
        long done = 0;
        for (Step step : plan.steps()) {
            boolean ready =
                    ready(step, made, reassigned)
                            && !(domainsMove && step.kind() == ObjectKind.ISPS);
            if (!ready || changes(step, saving)) {
                steps.add(step);
            } else {
                unchanged.merge(step.kind(), 1, Integer::sum);
            }
            progress.at("dry runs of steps", ++done);
        }
        List<String> notes = new ArrayList<>(plan.notes());
        if (refused) {
            notes.add(
                    "the token may only read: the server was not asked whether it takes these"
                            + " changes");
        }
        return new Plan(steps, unchanged, notes);
    }

    private static Set<Entry.EntryId> of(Plan plan, Predicate<Step> which) {
        return plan.steps().stream()
                .filter(which)
                .map(step -> step.entry().id())
                .collect(Collectors.toSet());
    }

    /** Whether nothing that the step needs is only made by the plan. */
    private boolean ready(Step step, Set<Entry.EntryId> made, Set<Entry.EntryId> reassigned) {
        if (step.action() == Action.DELETE) {
            return step.kind().owned()
                    || step.kind() == ObjectKind.ACCOUNTS
                    || step.kind() == ObjectKind.SENDERS;
        }
        Entry.EntryId id = step.entry().id();
        boolean named =
                document.uses().getOrDefault(id, List.of()).stream()
                        .anyMatch(use -> made.contains(use.named()));
        boolean below = step.kind().owned() && made.contains(id.account());
        boolean by = step.kind() == ObjectKind.VSENDERS && reassigned.contains(id.account());
        return !named && !below && !by;
    }

    private static boolean losesDomains(Step step) {
        return step.kind() == ObjectKind.ISPS
                && step.field(DOMAINS)
                        .filter(field ->
                                field.before().isPresent()
                                        && !Assignment.names(field.after())
                                                .containsAll(
                                                        Assignment.names(field.before().get())))
                        .isPresent();
    }

    private boolean changes(Step step, StepExecutor saving) {
        long[] changes = {0};
        StepExecutor.StepCalls calls =
                new StepExecutor.StepCalls() {
                    @Override
                    public Map<String, Value> call(String path, Map<String, Value> body) {
                        Map<String, Value> answer = server.dryRun(path, body);
                        changes[0] +=
                                answer.get("changes") instanceof Value.Items(List<Value> rows)
                                        ? rows.size()
                                        : 0;
                        return ListReader.members(answer.getOrDefault("data", new Value.Nothing()));
                    }

                    @Override
                    public boolean isDryRun() {
                        return true;
                    }
                };
        try {
            saving.done(step, calls);
        } catch (ServerRefusal refusal) {
            if (mayOnlyRead && refusal.error() == FORBIDDEN) {
                refused = true;
                return true;
            }
            if (!faultOfTheDocument(refusal)) {
                throw refusal;
            }
            tell(step, refusal);
            return true;
        }
        return changes[0] > 0;
    }

    /** Whether the document caused the refusal, rather than the token, a limit or the server. */
    private static boolean faultOfTheDocument(ServerRefusal refused) {
        return refused.error() == 400 || refused.error() == 404 || refused.error() == 409;
    }

    private void tell(Step step, ServerRefusal refused) {
        SourceLocation place = step.entry().place();
        String subject = step.action() == Action.DELETE ? step.subject() + " to delete: " : "";
        if (refused.faults().isEmpty()) {
            faults.add(place, subject + refused.text());
        }
        refused.faults()
                .forEach(fault ->
                        faults.add(
                                place.in(inDocument(fault.field()), place.line()), fault.reason()));
    }

    private static String inDocument(String field) {
        return field.replaceAll("\\b(node|sender)_id\\b", "$1");
    }
}
