package io.mailyard.document;

import io.mailyard.base.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a document, all of it. */
public final class DocumentFaults {
    /** As many as the API tells of one request: who has more mends these first. */
    static final int MOST = 100;

    /** A fault with its line; 0 where it is of no line. */
    private record Placed(int line, Fault fault) {}

    private final List<Placed> found = new ArrayList<>();
    private int more;

    /** Adds one. */
    public void add(SourceLocation place, String reason) {
        add(place.line(), place.path(), reason);
    }

    void add(int line, String path, String reason) {
        if (found.size() < MOST) {
            found.add(new Placed(line, new Fault(path, reason)));
        } else {
            more++;
        }
    }

    /** Whether nothing is wrong so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /**
     * Ends the work where there are any.
     *
     * @throws BadDocument with all of them, by their lines
     */
    public void mustBeNone() {
        if (none()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        found.stream()
                .sorted(Comparator.comparingInt(Placed::line))
                .forEach(one ->
                        lines.add(
                                (one.line() > 0 ? "line " + one.line() + ": " : "")
                                        + (one.fault().field().isEmpty()
                                                ? ""
                                                : one.fault().field() + ": ")
                                        + one.fault().reason()));
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        throw new BadDocument(lines);
    }
}
