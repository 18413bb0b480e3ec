package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a list page by page and prints each page as it arrives. */
final class Listing {
    /** Page size: an answer is read whole, and stays under a few MiB. */
    static final int PAGE = 500;

    /**
     * Rows printed without {@code --limit} or {@code --all}: as many as one answer of the API has.
     */
    static final long USUAL = 1000;

    /**
     * Maximum number of rows, even with {@code --all}: a loop that a server could prolong must end.
     */
    static final long MOST = 1_000_000;

    /**
     * Parameters for the start of the next page: users are listed by name, everything else by id.
     */
    private static final Map<String, String> NEXT =
            Map.of("next_from_id", "from_id", "next_from_name", "from_name", "next_from", "from");

    /**
     * Form in which a list is printed.
     *
     * @param limit maximum number of rows
     * @param columns columns of the table, requested or default
     * @param asked whether the columns were requested, so that they appear even if no row has them
     * @param paged whether the call takes a limit
     */
    record ListingView(
            boolean json, long limit, List<String> columns, boolean asked, boolean paged) {
        static ListingView of(ParsedArguments arguments, Operation operation) {
            Optional<String> columns = arguments.text("--columns");
            long usual = arguments.has("--all") ? MOST : USUAL;
            return new ListingView(
                    arguments.has("--json"),
                    arguments.count("--limit", MOST).orElse(usual),
                    columns.map(names -> Arrays.asList(names.split(",", -1)))
                            .orElse(operation.columns()),
                    columns.isPresent(),
                    operation.paged());
        }
    }

    private final ListingView view;
    private final int width;
    private final PrintWriter out;
    private long printed;
    private @Nullable Table table;
    private List<String> columns;

    Listing(ListingView view, int width, PrintWriter out) {
        this.view = view;
        this.width = width;
        this.out = out;
        this.columns = view.columns();
    }

    /**
     * Prints all pages that {@code call} returns for a body.
     *
     * @return a note that there are more rows; empty if not
     */
    Optional<String> print(Map<String, Value> body, Function<Value.Members, ServerAnswer> call) {
        if (view.json()) {
            out.print('[');
        }
        Map<String, Value> asked = new LinkedHashMap<>(body);
        ServerAnswer answer;
        boolean more;
        do {
            long rows = Math.min(PAGE, view.limit() - printed);
            if (view.paged()) {
                asked.put("limit", new Value.Numeral(String.valueOf(rows)));
            }
            answer = call.apply(new Value.Members(asked));
            page(answer.rows("data"));
            more = next(answer, asked);
        } while (more && printed < view.limit());
        if (view.json()) {
            out.println(printed == 0 ? "]" : "\n]");
        }
        return more ? Optional.of(moreWords(answer, asked)) : Optional.empty();
    }

    /** Whether there is a next page; if so, sets its start in the request. */
    private static boolean next(ServerAnswer answer, Map<String, Value> asked) {
        boolean more = false;
        for (Map.Entry<String, String> pair : NEXT.entrySet()) {
            Optional<Value> from = answer.member(pair.getKey());
            if (from.isPresent() && !from.get().equals(asked.get(pair.getValue()))) {
                asked.put(pair.getValue(), from.get());
                more = true;
            }
        }
        return more;
    }

    private String moreWords(ServerAnswer answer, Map<String, Value> asked) {
        StringBuilder words = new StringBuilder().append(printed);
        answer.number("total_count").ifPresent(all -> words.append(" of ").append(all));
        words.append(" shown; the rest with");
        NEXT.values()
                .forEach(name ->
                        Optional.ofNullable(asked.get(name))
                                .ifPresent(from ->
                                        words.append(" --")
                                                .append(name.replace('_', '-'))
                                                .append(' ')
                                                .append(ObjectPrinter.cell(from))));
        return words.append(printed < MOST ? ", or all of it with --all" : "").toString();
    }

    private void page(List<Value> rows) {
        if (view.json()) {
            for (Value row : rows) {
                out.print(printed == 0 ? "\n  " : ",\n  ");
                out.print(PrintedJson.compact(row));
                printed++;
            }
        } else if (!rows.isEmpty()) {
            lines(rows).forEach(out::println);
            printed += rows.size();
        }
        out.flush();
    }

    private List<String> lines(List<Value> rows) {
        if (table != null) {
            return table.more(ObjectPrinter.cells(rows, columns));
        }
        Collection<String> there = ObjectPrinter.names(rows);
        if (!view.asked()) {
            List<String> shown = new ArrayList<>(columns);
            shown.retainAll(there);
            columns = shown.isEmpty() ? List.copyOf(there) : shown;
        }
        Table first = new Table(columns.stream().map(TerminalText::text).toList(), width);
        table = first;
        return first.first(ObjectPrinter.cells(rows, columns));
    }

    /** Number of rows printed. */
    long printed() {
        return printed;
    }
}
