package io.mailyard.policies;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.wire.ApiReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The {@code list} of a kind of policy: those that contain a text, that have certain words, or that
 * concern an ISP; by id, by name, or in the order in which they are tried.
 */
final class PolicyList {
    /** The order in which bounce patterns are tried: pages of it begin with an id as well. */
    private static final String TRIED = "tried";

    private static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "In name, domain and pattern, in any case.")
                    .defaultsTo("");
    private static final Param<Reference> ISP =
            Param.of("isp", Types.reference(), "Only those of this ISP, by id or name.");
    private static final Param<String> FROM =
            Param.of(
                            "from",
                            Types.text(0, 255),
                            "Where the page begins, in another order than by id: next_from of the answer"
                                    + " before.")
                    .defaultsTo("");

    private final PolicyKind<?> kind;
    private final Param<String> sort;
    private final List<Param<String>> words = new ArrayList<>();

    PolicyList(PolicyKind<?> kind) {
        this.kind = kind;
        List<String> sorts = new ArrayList<>(List.of("id", "-id", "name", "-name"));
        if (kind == PolicyKind.BOUNCE_PATTERN) {
            sorts.add(TRIED);
        }
        this.sort =
                Param.of(
                                "sort",
                                Types.oneOf(sorts.toArray(String[]::new)),
                                "Order of the list, with - descending"
                                        + (sorts.contains(TRIED)
                                                ? "; tried: as patterns are tried."
                                                : "."))
                        .defaultsTo("id");
        for (Field<?> field : kind.fields()) {
            if (field.codec().kind() == FieldKind.WORD && field.param().isPresent()) {
                words.add(only(field));
            }
        }
    }

    @SuppressWarnings("unchecked") // a word is a text
    private static Param<String> only(Field<?> field) {
        return Param.of(
                field.name(),
                ((Field<String>) field).sent().type(),
                "Only those whose " + field.name() + " is this.");
    }

    Param<?>[] params() {
        List<Param<?>> params = new ArrayList<>();
        params.addAll(List.of(Paging.FROM_ID, Paging.LIMIT, SEARCH, sort, FROM));
        params.addAll(words);
        if (hasIsp()) {
            params.add(ISP);
        }
        return params.toArray(Param<?>[]::new);
    }

    private boolean hasIsp() {
        return kind.fields().contains(IspField.ISP);
    }

    ReplySchema reply() {
        return ReplySchema.list(PolicyBody.schema(kind))
                .and(
                        ObjectSchema.part()
                                .text(
                                        "next_from",
                                        "Start of the next page in another order than by id; absent on the"
                                                + " last.")
                                .optional());
    }

    ApiReply answer(Database database, Call call) {
        Params params = call.params();
        return database.read(tx -> {
            PolicyFilter filter = filter(tx, params);
            return switch (params.get(sort)) {
                case "id" ->
                        shown(
                                kind.table()
                                        .page(tx, Paging.page(params), filter.sql, filter.args()));
                case TRIED -> tried(tx, params, filter);
                default -> sorted(tx, params, filter);
            };
        });
    }

    private ApiReply shown(Slice<PolicyRow> slice) {
        return ApiReply.list(slice, (out, kept) -> PolicyBody.write(out, kind, kept));
    }

    /** A condition, and what stands in it. */
    private static final class PolicyFilter {
        private String sql = "1 = 1";
        private final List<@Nullable Object> values = new ArrayList<>();

        void add(String condition, @Nullable Object... args) {
            sql += " AND " + condition;
            for (Object arg : args) {
                values.add(arg);
            }
        }

        @Nullable Object[] args() {
            return values.toArray();
        }
    }

    private PolicyFilter filter(Tx tx, Params params) {
        PolicyFilter filter = new PolicyFilter();
        for (Param<String> word : words) {
            params.find(word).ifPresent(is -> filter.add(word.name() + " = ?", is));
        }
        if (hasIsp()) {
            params.find(ISP).ifPresent(isp -> filter.add("isp_id = ?", ispId(tx, isp)));
        }
        String search = params.get(SEARCH).strip();
        if (!search.isEmpty()) {
            search(filter, search);
        }
        return filter;
    }

    private static long ispId(Tx tx, Reference isp) {
        return Policies.kept(tx, PolicyKind.ISP, isp).id();
    }

    private void search(PolicyFilter filter, String search) {
        List<String> conditions = new ArrayList<>();
        List<String> args = new ArrayList<>();
        for (String column : List.of("name", "domain", "selector", "host", "pattern")) {
            if (kind.fields().stream().anyMatch(field -> field.column().equals(column))) {
                // stores differ in what lower() knows besides ASCII: the usual spellings stand
                // beside it
                String lower = search.toLowerCase(Locale.ROOT);
                String written = GreekSigma.column(column, lower);
                conditions.add(
                        GreekSigma.column("lower(" + column + ")", lower) + " LIKE ? ESCAPE '\\'");
                args.add(like(GreekSigma.folded(lower)));
                conditions.add(written + " LIKE ? ESCAPE '\\'");
                args.add(like(GreekSigma.folded(search)));
                conditions.add(written + " LIKE ? ESCAPE '\\'");
                args.add(like(GreekSigma.folded(capitalised(search))));
            }
        }
        if (kind == PolicyKind.ISP) {
            conditions.add(
                    "id IN (SELECT isp_id FROM isp_domains WHERE domain LIKE ? ESCAPE '\\')");
            args.add(like(search.toLowerCase(Locale.ROOT)));
        }
        filter.add("(" + String.join(" OR ", conditions) + ")", args.toArray());
    }

    private static String capitalised(String text) {
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String like(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /** Some rows of a list, one more than fit on the page if there is a next one. */
    private ApiReply shown(List<PolicyRow> rows, Params params, long total, Field<?> key) {
        int limit = params.get(Paging.LIMIT).intValue();
        boolean more = rows.size() > limit;
        List<PolicyRow> page = more ? rows.subList(0, limit) : rows;
        return shown(new Slice<>(page, total, OptionalLong.empty()))
                .and(out -> {
                    if (more) {
                        out.text("next_from", String.valueOf(rows.getLast().get(key)));
                    }
                });
    }

    /** A page in another order than by id; names are unique. */
    private ApiReply sorted(Tx tx, Params params, PolicyFilter filter) {
        Field<?> key = params.get(sort).endsWith("name") ? kind.label() : PolicyRow.ID;
        boolean descending = params.get(sort).startsWith("-");
        long total = kind.table().count(tx, filter.sql, filter.args());
        String from = params.get(FROM);
        if (!from.isEmpty()) {
            filter.add(
                    key.column() + (descending ? " <= ?" : " >= ?"),
                    key.equals(PolicyRow.ID) ? Long.valueOf(id(from)) : from);
        }
        filter.values.add(params.get(Paging.LIMIT) + 1);
        // the table's own column, whatever expression the query reads it by
        String column = kind.noun() + "." + key.column();
        String order = " ORDER BY " + column + (descending ? " DESC" : "") + " LIMIT ?";
        List<PolicyRow> rows = kind.table().query(tx, "WHERE " + filter.sql + order, filter.args());
        return shown(rows, params, total, key);
    }

    private static long id(String from) {
        if (!from.matches("[0-9]{1,18}")) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
        return Long.parseLong(from);
    }

    /** A page in the order in which patterns are tried. */
    private ApiReply tried(Tx tx, Params params, PolicyFilter filter) {
        List<PolicyRow> rows =
                kind.table().where(tx, filter.sql, filter.args()).stream()
                        .sorted(Comparator.comparing(this::pattern, BounceClassifier.ORDER))
                        .toList();
        String from = params.get(FROM);
        List<PolicyRow> rest =
                from.isEmpty()
                        ? rows
                        : rows.stream().dropWhile(row -> row.id() != id(from)).toList();
        if (rest.isEmpty() && !from.isEmpty()) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
        long most = Math.min(rest.size(), params.get(Paging.LIMIT) + 1);
        return shown(rest.subList(0, (int) most), params, rows.size(), PolicyRow.ID);
    }

    private BouncePattern pattern(PolicyRow row) {
        return PolicyKind.BOUNCE_PATTERN.made(row);
    }
}
