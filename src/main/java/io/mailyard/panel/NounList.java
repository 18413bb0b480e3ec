package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListFilter;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of a kind of objects, as its address says: searched, filtered, sorted, page by page. */
final class NounList {
    private final NounKind kind;

    NounList(NounKind kind) {
        this.kind = kind;
    }

    /** Search, filter and order that the address asks for, with its query. */
    private record NounListRequest(String search, String filter, String sort, String query) {}

    private NounListRequest asked(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        List<String> sorts = kind.extras().sorts();
        String sort = sorts.isEmpty() ? "" : visit.values().word("sort", sorts);
        String filter =
                kind.extras().filter().isEmpty()
                        ? ""
                        : visit.values().word(kind.extras().filter(), kind.extras().filterWords());
        return new NounListRequest(
                sorts.isEmpty() ? "" : visit.param("search"),
                filter,
                !sort.isEmpty() ? sort : sorts.stream().findFirst().orElse("id"),
                sorts.isEmpty() ? "" : visit.request().query());
    }

    ListView view(SignedIn signedIn, Forms forms, boolean mayWrite) {
        Translations words = signedIn.words();
        NounListRequest asked = asked(signedIn);
        List<Object> params = new ArrayList<>();
        if (!asked.search().isEmpty()) {
            params.addAll(List.of("search", asked.search()));
        }
        if (!asked.filter().isEmpty()) {
            params.addAll(List.of(kind.extras().filter(), value(asked.filter())));
        }
        KeysetPage page =
                KeysetPage.inOrder(
                        signedIn,
                        kind.call("list"),
                        kind.path(),
                        asked.query(),
                        asked.sort(),
                        params.toArray());
        boolean narrowed = !asked.search().isEmpty() || !asked.filter().isEmpty();
        ListView list =
                new ListView(
                        kind.path(),
                        asked.search(),
                        kind.extras().sorts().isEmpty()
                                ? ""
                                : words.or("noun.search." + kind.word(), words.text("noun.search")),
                        filters(asked),
                        chips(signedIn, asked),
                        total(words, asked, page.found().number("total_count")),
                        columns(signedIn, asked, forms),
                        page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                        page.next(),
                        page.first(),
                        narrowed
                                ? new ListView.Empty(
                                        kind.icon(),
                                        words.text("list.nothing"),
                                        words.text("list.nothing.text"),
                                        "",
                                        "")
                                : empty(words, mayWrite));
        return list.of(page.found());
    }

    /** A word of a filter as its call takes it. */
    private static Object value(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> word;
        };
    }

    private String total(Translations words, NounListRequest asked, long count) {
        String total = words.count("noun.total." + kind.word(), count);
        return asked.sort().equals("tried") ? words.text("mta.tried", total) : total;
    }

    private ListView.Empty empty(Translations words, boolean mayWrite) {
        return new ListView.Empty(
                kind.icon(),
                words.text("noun.none." + kind.word()),
                words.or("noun.none.text." + kind.word(), ""),
                words.text("noun.new." + kind.word()),
                mayWrite ? kind.path() + "/new" : "");
    }

    private List<ListFilter> filters(NounListRequest asked) {
        List<ListFilter> filters = new ArrayList<>();
        if (!asked.filter().isEmpty()) {
            filters.add(new ListFilter(kind.extras().filter(), asked.filter()));
        }
        if (!kind.extras().sorts().isEmpty()
                && !asked.sort().equals(kind.extras().sorts().getFirst())) {
            filters.add(new ListFilter("sort", asked.sort()));
        }
        return filters;
    }

    private List<Chip> chips(SignedIn signedIn, NounListRequest asked) {
        String filter = kind.extras().filter();
        if (filter.isEmpty()) {
            return List.of();
        }
        Translations words = signedIn.words();
        List<Chip> chips = new ArrayList<>();
        List<String> offered = new ArrayList<>(kind.extras().filterWords());
        offered.addFirst("");
        for (String word : offered) {
            List<Object> params = new ArrayList<>(List.of("limit", 1));
            if (!word.isEmpty()) {
                params.addAll(List.of(filter, value(word)));
            }
            if (!asked.search().isEmpty()) {
                params.addAll(List.of("search", asked.search()));
            }
            CallResult counted = signedIn.calls().call(kind.call("list"), params.toArray());
            chips.add(
                    new Chip(
                            word.isEmpty()
                                    ? words.text("noun.all")
                                    : words.text("noun.word." + word),
                            words.number(counted.number("total_count")),
                            address(asked, filter, word),
                            word.equals(asked.filter())));
        }
        return chips;
    }

    /** This list's address with one thing changed, from its first page on. */
    private String address(NounListRequest asked, String name, String value) {
        String first = Panel.with(Panel.undone(asked.query()), "from", "");
        return kind.path()
                + Panel.with(first.startsWith("?") ? first.substring(1) : first, name, value);
    }

    private List<Column> columns(SignedIn signedIn, NounListRequest asked, Forms forms) {
        Translations words = signedIn.words();
        List<Column> columns = new ArrayList<>();
        columns.add(sorted(words.text("column.id"), "id", false, asked));
        columns.add(sorted(words.text("column.title"), "name", false, asked));
        kind.listed()
                .forEach(field ->
                        columns.add(
                                sorted(forms.label(field), field.name(), isNumber(field), asked)));
        columns.addAll(kind.columns().apply(words));
        return columns;
    }

    private Column sorted(String label, String by, boolean numeric, NounListRequest asked) {
        if (!kind.extras().sorts().contains(by)) {
            return new Column(label, numeric, "", "");
        }
        boolean up = asked.sort().equals(by);
        boolean down = asked.sort().equals("-" + by);
        return new Column(
                label,
                numeric,
                address(asked, "sort", up ? "-" + by : by),
                up ? "ascending" : down ? "descending" : "");
    }

    private static boolean isNumber(Field<?> field) {
        return field.codec().kind() == FieldKind.NUMBER;
    }

    private ListRow row(SignedIn signedIn, Value.Members object) {
        long id = Values.number(object, "id");
        List<TableCell> cells = new ArrayList<>();
        cells.add(new TableCell.IdCell(String.valueOf(id)));
        cells.add(
                new TableCell.TitleCell(
                        Values.text(object, kind.name()),
                        kind.under().apply(signedIn, object),
                        kind.path(id)));
        for (Field<?> field : kind.listed()) {
            cells.add(
                    isNumber(field)
                            ? TableCell.number(number(signedIn.words(), object, field))
                            : TableCell.text(Values.text(object, field.name())));
        }
        cells.addAll(kind.cells().apply(signedIn, object));
        return new ListRow(kind.word() + "-" + id, cells);
    }

    private static String number(Translations words, Value.Members object, Field<?> field) {
        long number = Values.number(object, field.name());
        return number == 0 ? words.text("noun.nolimit") : words.number(number);
    }

    /** The object of a page, by its id in the path. */
    Optional<Value.Members> object(SignedIn signedIn) {
        long id = AccountPages.id(signedIn.visit());
        return signedIn.find(kind.call("list"), id);
    }
}
