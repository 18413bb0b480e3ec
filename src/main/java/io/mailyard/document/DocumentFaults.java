package io.mailyard.document;

import io.mailyard.base.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of a document. */
public final class DocumentFaults {
    /**
     * Maximum number of reported faults, as for a request to the API: someone with more corrects
     * these first.
     */
    static final int MOST = 100;

    /** A fault with its line; 0 if it concerns no line. */
    private record Placed(int line, Fault fault) {}

    private final List<Placed> found = new ArrayList<>();
    private int more;

    /** Adds a fault. */
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

    /** Whether there are no faults so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /**
     * Stops if there are faults.
     *
     * @throws BadDocument with all of them, ordered by line
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
