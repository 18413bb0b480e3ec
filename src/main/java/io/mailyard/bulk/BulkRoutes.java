package io.mailyard.bulk;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.bulk.BulkKind.BulkOrder;
import io.mailyard.db.Tx;
import io.mailyard.tasks.Tasks;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code .../bulk}: an act on many objects of one kind. */
public final class BulkRoutes {
    private static final String BASE = "/api/v1.1/admin/";

    /**
     * Objects of one task: at 200 a second about eight minutes, and a table of some megabytes. More
     * than that are narrowed by the filter.
     */
    static final int MOST = 100_000;

    /** Ids that a call names: a page of the longest list. */
    static final int MOST_NAMED = 10_000;

    private static final int PAGE = 1_000;

    private static final Param<List<Long>> IDS =
            Param.of("ids", Types.array(Types.id(), MOST_NAMED), "These, by their ids.");
    private static final Param<Boolean> ALL =
            Param.of(
                            "all",
                            Types.flag(),
                            "All that the filters let pass, "
                                    + MOST
                                    + " at most; either this or ids.")
                    .defaultsTo(false);
    private static final Param<Long> EXPECTED =
            Param.of(
                    "expected",
                    Types.integer(0, Long.MAX_VALUE),
                    "How many objects the dry run named: where it is another number by now, nothing"
                            + " is done.");
    private static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for the audit.").defaultsTo("");

    private static final ObjectSchema STARTED =
            ObjectSchema.of("BulkStarted", "The task that was begun, and what it concerns.")
                    .number("task_id", "Its id; 0 in a dry run.")
                    .number("objects", "How many objects it concerns.")
                    .counts("concerned", "How much of what else, by noun, such as users.");

    private final BulkKind kind;
    private final Tasks tasks;
    private final Writes writes;

    BulkRoutes(BulkKind kind, Tasks tasks, Writes writes) {
        this.kind = kind;
        this.tasks = tasks;
        this.writes = writes;
    }

    Route route() {
        List<Param<?>> params = new ArrayList<>();
        kind.account().ifPresent(params::add);
        Param<String> act = act();
        params.addAll(List.of(act, IDS, ALL));
        params.addAll(kind.filters());
        params.addAll(kind.settings());
        params.addAll(List.of(EXPECTED, REASON));
        Route route =
                Route.write(
                                BASE + kind.path() + "bulk",
                                kind.noun(),
                                "Does something to many "
                                        + kind.noun()
                                        + ", named or by a filter, as a task.",
                                call -> start(call, call.params().get(act)),
                                params.toArray(Param<?>[]::new))
                        .checking(this::check)
                        .answers(ReplySchema.one(STARTED))
                        .unforeseen();
        Route placed = kind.account().map(route::on).orElse(route);
        return kind.isSensitive() ? placed.confirmed() : placed;
    }

    /**
     * One of the two ways to choose, and no filter that would choose nothing: a script whose
     * variable is empty would mean all otherwise.
     */
    private void check(Params given, List<Fault> faults) {
        boolean named = given.has(IDS);
        if (named == (given.has(ALL) && given.find(ALL).orElse(false))) {
            faults.add(new Fault(IDS.name(), "give either ids, or all with filters"));
        }
        for (Param<?> filter : kind.filters()) {
            if (named && given.has(filter)) {
                faults.add(
                        new Fault(
                                filter.name(),
                                "is a filter: give it together with all, not with ids"));
            }
        }
    }

    /** Refuses filters that were sent and say nothing. */
    private void mustSaySomething(Call call) {
        for (Param<?> filter : kind.filters()) {
            Optional<Value> sent = Optional.ofNullable(call.body().values().get(filter.name()));
            if (sent.filter(BulkRoutes::isBlank).isPresent()) {
                throw ApiException.badRequest(
                        filter.name(),
                        "is empty, and would let all pass: leave it out if all are meant");
            }
        }
    }

    private static boolean isBlank(Value value) {
        return switch (value) {
            case Value.Nothing _ -> true;
            case Value.Text(String text) -> text.isBlank();
            case Value.Items(List<Value> several) -> several.isEmpty();
            case Value.Numeral _, Value.Flag _, Value.Members _ -> false;
        };
    }

    private Param<String> act() {
        return Param.of(
                        "act",
                        Types.oneOf(kind.acts().toArray(String[]::new)),
                        "What is done to each.")
                .required();
    }

    private ApiReply start(Call call, String act) {
        mustSaySomething(call);
        return writes.answer(
                call,
                change -> {
                    Tx tx = change.tx();
                    BulkOrder order =
                            new BulkOrder(
                                    act,
                                    kind.settings(change, call, act),
                                    call.params().get(REASON).strip());
                    List<BulkObject> objects = objects(tx, call);
                    mustBeExpected(call, objects.size());
                    Map<String, Long> concerned = new LinkedHashMap<>();
                    parts(objects)
                            .forEach(part ->
                                    kind.touched(tx, part)
                                            .forEach((noun, more) ->
                                                    concerned.merge(noun, more, Long::sum)));
                    long id = change.dryRun() ? 0 : add(change, call, order, objects);
                    return ApiReply.one(out ->
                            out.number("task_id", id)
                                    .number("objects", objects.size())
                                    .object("concerned", each -> concerned.forEach(each::number)));
                });
    }

    private static <T> List<List<T>> parts(List<T> objects) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < objects.size(); from += PAGE) {
            parts.add(objects.subList(from, Math.min(objects.size(), from + PAGE)));
        }
        return parts;
    }

    private static void mustBeExpected(Call call, long count) {
        if (count == 0) {
            throw ApiException.notFound("nothing matches: there is nothing to do");
        }
        call.params()
                .find(EXPECTED)
                .filter(expected -> expected != count)
                .ifPresent(expected -> {
                    if (count == 1) {
                        throw ApiException.conflict(
                                "1 object matches by now, not "
                                        + expected
                                        + ": look again at what would be done");
                    }
                    throw ApiException.conflict(
                            count
                                    + " objects match by now, not "
                                    + expected
                                    + ": look again at what would be done");
                });
    }

    private List<BulkObject> objects(Tx tx, Call call) {
        List<BulkObject> objects = new ArrayList<>();
        Optional<List<Long>> ids = call.params().find(IDS);
        if (ids.isPresent()) {
            parts(ids.get().stream().distinct().sorted().toList())
                    .forEach(part -> objects.addAll(kind.named(tx, call, part)));
            return objects;
        }
        long from = 0;
        while (true) {
            List<BulkObject> page = kind.matching(tx, call, from, PAGE);
            objects.addAll(page);
            if (objects.size() > MOST) {
                throw ApiException.conflict(
                        "more than " + MOST + " objects match: narrow the filters");
            }
            if (page.size() < PAGE) {
                return objects;
            }
            from = page.getLast().id() + 1;
        }
    }

    private long add(Change change, Call call, BulkOrder order, List<BulkObject> objects) {
        Optional<AccountId> account =
                kind.account().flatMap(call.params()::find).map(AccountId::new);
        String details =
                JsonText.write(out ->
                        out.text("act", order.act())
                                .object("settings", all -> order.settings().forEach(all::text))
                                .number("objects", objects.size()));
        Tasks.NewTask task =
                new Tasks.NewTask(
                        BulkTask.name(kind),
                        account,
                        details,
                        BulkTask.begin(order),
                        objects.size(),
                        order.reason());
        Optional<Long> same =
                tasks.sentTwice(change, task)
                        .filter(other -> BulkStore.isOf(change.tx(), other, objects));
        if (same.isPresent()) {
            return same.get(); // as by a double click
        }
        long id = tasks.add(change, task);
        parts(objects).forEach(part -> BulkStore.insert(change.tx(), id, part));
        change.recordCreation(
                BulkTask.name(kind),
                account.map(of -> Change.Subject.of("task", id, of))
                        .orElseGet(() -> Change.Subject.of("task", id)),
                out ->
                        out.text("act", order.act())
                                .number("objects", objects.size())
                                .text("reason", order.reason()));
        return id;
    }
}
