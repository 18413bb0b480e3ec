package io.mailyard.declare;

import io.mailyard.document.BadDocument;
import io.mailyard.document.Document;
import io.mailyard.document.DocumentFaults;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.SourceLocation;
import io.mailyard.document.YamlText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The entry point of declarations: exports, plans and applies. */
public final class Declarations {
    private final ApiCaller server;
    private final Progress progress;

    public Declarations(ApiCaller server, Progress progress) {
        this.server = server;
        this.progress = progress;
    }

    /**
     * A request for a plan.
     *
     * @param sources the document's files
     * @param prune the kinds whose objects are deleted if the document does not contain them
     * @param files reads a file that the document names; IllegalArgumentException says why it
     *     cannot
     */
    public record Order(
            List<Document.DocumentSource> sources,
            Set<ObjectKind> prune,
            UnaryOperator<String> files) {}

    /** A plan, and the server state it was made from. */
    public static final class DeclarationPlan {
        private final Plan plan;
        private final ServerState world;

        private DeclarationPlan(Plan plan, ServerState world) {
            this.plan = plan;
            this.world = world;
        }

        /** The plan. */
        public Plan plan() {
            return plan;
        }
    }

    /**
     * An exported document.
     *
     * @param document ready for {@link YamlText} or as JSON
     * @param notes a sentence for each object that was left out because no server would accept it
     */
    public record Exported(Value document, List<String> notes) {}

    /**
     * Exports the server's objects as a document.
     *
     * @param kinds the kinds to export; empty: all
     */
    public Exported export(Set<ObjectKind> kinds) {
        Set<ObjectKind> wanted =
                kinds.isEmpty() ? EnumSet.allOf(ObjectKind.class) : EnumSet.copyOf(kinds);
        if (wanted.contains(ObjectKind.USERS) || wanted.contains(ObjectKind.VSENDERS)) {
            wanted.add(ObjectKind.ACCOUNTS);
        }
        ServerState world =
                new ServerStateReader(server, progress)
                        .read(
                                new ServerStateReader.WantedObjects(
                                        wanted, Set.of(), (kind, _) -> wanted.contains(kind)));
        List<String> notes = new ArrayList<>();
        Value document = new DocumentExport(world, wanted, notes::add).document();
        return new Exported(document, List.copyOf(notes));
    }

    /**
     * Compares a document with the server, and makes a dry run of each step.
     *
     * @throws BadDocument with all its faults
     */
    public DeclarationPlan plan(Order order) {
        return plan(order, false);
    }

    /**
     * Compares a document with the server for a plan that is only shown: a token that may not write
     * suffices, where the server then cannot be asked what it would refuse.
     */
    public DeclarationPlan preview(Order order) {
        return plan(order, true);
    }

    private DeclarationPlan plan(Order order, boolean mayOnlyRead) {
        DocumentFaults faults = new DocumentFaults();
        Document document = Document.read(order.sources(), faults);
        for (ObjectKind kind : order.prune()) {
            if (!document.sections().contains(kind)) {
                faults.add(
                        SourceLocation.NONE,
                        "prune includes "
                                + kind.word()
                                + ", which the document does not mention; write an empty list to delete all");
            }
        }
        ServerState world = new ServerStateReader(server, progress).read(wanted(document));
        Plan plan = new Planner(document, world, faults, order.files()).plan(order.prune());
        // the server's faults matter only if the document itself is valid
        if (faults.none()) {
            plan = new DryRunner(server, world, document, faults, progress, mayOnlyRead).run(plan);
        }
        faults.mustBeNone();
        return new DeclarationPlan(plan, world);
    }

    private static ServerStateReader.WantedObjects wanted(Document document) {
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        kinds.addAll(document.sections());
        Set<ObjectKind> named = EnumSet.noneOf(ObjectKind.class);
        document.uses()
                .values()
                .forEach(uses -> uses.forEach(use -> named.add(use.named().kind())));
        return new ServerStateReader.WantedObjects(
                kinds,
                named,
                (kind, account) ->
                        document.peopled().getOrDefault(kind, Set.of()).contains(account));
    }

    /**
     * Executes a plan step by step, and stops at the first step that fails.
     *
     * @param welcome whether new users are sent the welcome mail
     * @param key the start of the idempotency keys: a run repeated under it does nothing twice
     */
    public ApplyResult apply(
            DeclarationPlan planned,
            boolean welcome,
            String key,
            ApplyResult.ApplyListener listener) {
        return new Applier(server, planned.world, welcome, key, listener).apply(planned.plan());
    }
}
