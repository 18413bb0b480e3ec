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
     * What a person asks for.
     *
     * @param text the document
     * @param prune the kinds of which everything is deleted that the document does not have
     * @param files reads a file that the document names; IllegalArgumentException says why not
     */
    public record Order(String text, Set<ObjectKind> prune, UnaryOperator<String> files) {}

    /** A plan, and what it was made from. */
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
     * What a server has.
     *
     * @param document ready for {@link YamlText} or as JSON
     * @param notes a sentence for each thing that was left out since no server would take it anew
     */
    public record Exported(Value document, List<String> notes) {}

    /**
     * What the server has as a document.
     *
     * @param kinds of these; none: of all
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
                                new ServerStateReader.Wanted(
                                        wanted, Set.of(), (kind, _) -> wanted.contains(kind)));
        List<String> notes = new ArrayList<>();
        Value document = new DocumentExport(world, wanted, notes::add).document();
        return new Exported(document, List.copyOf(notes));
    }

    /**
     * Compares a document with the server, and asks the server about each step.
     *
     * @throws BadDocument with all that is wrong
     */
    public DeclarationPlan plan(Order order) {
        DocumentFaults faults = new DocumentFaults();
        Document document = Document.read(order.text(), faults);
        for (ObjectKind kind : order.prune()) {
            if (!document.sections().contains(kind)) {
                faults.add(
                        SourceLocation.NONE,
                        "prune names "
                                + kind.word()
                                + ", of which the document says nothing; an empty list is none");
            }
        }
        ServerState world = new ServerStateReader(server, progress).read(wanted(document));
        Plan plan = new Planner(document, world, faults, order.files()).plan(order.prune());
        // what the server has to say counts only where the document is right by itself
        if (faults.none()) {
            plan = new DryRunner(server, world, document, faults, progress).run(plan);
        }
        faults.mustBeNone();
        return new DeclarationPlan(plan, world);
    }

    private static ServerStateReader.Wanted wanted(Document document) {
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        kinds.addAll(document.sections());
        Set<ObjectKind> named = EnumSet.noneOf(ObjectKind.class);
        document.uses()
                .values()
                .forEach(uses -> uses.forEach(use -> named.add(use.named().kind())));
        return new ServerStateReader.Wanted(
                kinds,
                named,
                (kind, account) ->
                        document.peopled().getOrDefault(kind, Set.of()).contains(account));
    }

    /**
     * Does what was planned, step by step, and stops at the first that fails.
     *
     * @param welcome whether new users are sent the welcome mail
     * @param key the start of the idempotency keys: a run repeated under it does nothing twice
     */
    public ApplyResult apply(
            DeclarationPlan planned, boolean welcome, String key, ApplyResult.Listener listener) {
        return new Applier(server, planned.world, welcome, key, listener).apply(planned.plan());
    }
}
