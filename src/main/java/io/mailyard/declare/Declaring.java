package io.mailyard.declare;

import io.mailyard.document.BadDocument;
import io.mailyard.document.Document;
import io.mailyard.document.Faults;
import io.mailyard.document.Kind;
import io.mailyard.document.Place;
import io.mailyard.document.YamlText;
import io.mailyard.web.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The front door: exports, plans and applies. */
public final class Declaring {
    private final Server server;
    private final Progress progress;

    public Declaring(Server server, Progress progress) {
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
    public record Order(String text, Set<Kind> prune, UnaryOperator<String> files) {}

    /** A plan, and what it was made from. */
    public static final class Planned {
        private final Plan plan;
        private final World world;

        private Planned(Plan plan, World world) {
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
    public Exported export(Set<Kind> kinds) {
        Set<Kind> wanted = kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds);
        if (wanted.contains(Kind.USERS) || wanted.contains(Kind.VSENDERS)) {
            wanted.add(Kind.ACCOUNTS);
        }
        World world =
                new WorldReader(server, progress)
                        .read(
                                new WorldReader.Wanted(
                                        wanted, Set.of(), (kind, _) -> wanted.contains(kind)));
        List<String> notes = new ArrayList<>();
        Value document = new Export(world, wanted, notes::add).document();
        return new Exported(document, List.copyOf(notes));
    }

    /**
     * Compares a document with the server, and asks the server about each step.
     *
     * @throws BadDocument with all that is wrong
     */
    public Planned plan(Order order) {
        Faults faults = new Faults();
        Document document = Document.read(order.text(), faults);
        for (Kind kind : order.prune()) {
            if (!document.sections().contains(kind)) {
                faults.add(
                        Place.NONE,
                        "prune names "
                                + kind.word()
                                + ", of which the document says nothing; an empty list is none");
            }
        }
        World world = new WorldReader(server, progress).read(wanted(document));
        Plan plan = new Planner(document, world, faults, order.files()).plan(order.prune());
        // what the server has to say counts only where the document is right by itself
        if (faults.none()) {
            plan = new Rehearsing(server, world, document, faults, progress).rehearsed(plan);
        }
        faults.mustBeNone();
        return new Planned(plan, world);
    }

    private static WorldReader.Wanted wanted(Document document) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        kinds.addAll(document.sections());
        Set<Kind> named = EnumSet.noneOf(Kind.class);
        document.uses()
                .values()
                .forEach(uses -> uses.forEach(use -> named.add(use.named().kind())));
        return new WorldReader.Wanted(
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
    public Applied apply(Planned planned, boolean welcome, String key, Applied.Listener listener) {
        return new Applying(server, planned.world, welcome, key, listener).apply(planned.plan());
    }
}
