package io.mailyard.bulk;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.bulk.BulkStore.TaskObject;
import io.mailyard.db.Database;
import io.mailyard.tasks.Tasks;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.CsvText;
import io.mailyard.wire.Out;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code tasks/objects} and {@code tasks/export}: what became of each object of a task. */
final class BulkObjectRoutes {
    private static final String BASE = "/api/v1.1/admin/tasks/";
    private static final String NOUN = "accounts";
    private static final int PAGE = 1_000;

    private static final Param<Long> ID = Param.of("id", Types.id(), "The task.").required();
    private static final Param<String> OUTCOME =
            Param.of("outcome", Types.oneOf(Outcome.words()), "Only those with this outcome.");
    private static final Param<Long> FROM_ID =
            Param.of(
                            "from_id",
                            Types.integer(0, Long.MAX_VALUE),
                            "First id on the page, inclusive.")
                    .defaultsTo(0L);
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, PAGE), "Rows on a page.").defaultsTo(100L);

    private static final ObjectSchema OBJECT =
            ObjectSchema.of("TaskObject", "What became of one object of a task.")
                    .number("id", "The object's id.")
                    .number("account_id", "The account that it is, or is of; 0: none.")
                    .text("name", "Its name when the task was begun; empty: none is kept.")
                    .word(
                            "outcome",
                            "waiting, done, unchanged (it was so already) or failed.",
                            Outcome.words())
                    .text("fault", "Why it failed; empty unless it did.");

    private static final ObjectSchema OUTCOMES =
            ObjectSchema.part().counts("outcomes", "How many of the task came to which end.");

    private static final ObjectSchema NEXT =
            ObjectSchema.part()
                    .number("next_from_id", "Start of the next page; absent on the last page.")
                    .optional();

    private final Database database;

    BulkObjectRoutes(Database database) {
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "objects",
                                NOUN,
                                "Lists what became of each object of a task on many.",
                                this::list,
                                ID,
                                OUTCOME,
                                FROM_ID,
                                LIMIT)
                        .sifted()
                        .answers(ReplySchema.many(OBJECT).and(OUTCOMES).and(NEXT)),
                Route.read(
                                BASE + "export",
                                NOUN,
                                "The same as text/csv.",
                                this::export,
                                ID,
                                OUTCOME)
                        .sifted()
                        .answers(ReplySchema.file("text/csv")));
    }

    private record FoundObjects(List<TaskObject> rows, Map<Outcome, Long> counts) {}

    private ApiReply list(Call call) {
        Params params = call.params();
        long id = params.get(ID);
        int limit = params.get(LIMIT).intValue();
        FoundObjects found =
                database.read(tx -> {
                    Tasks.visible(tx, call.noted(Principal.class), id);
                    return new FoundObjects(
                            BulkStore.page(tx, id, outcome(params), params.get(FROM_ID), limit + 1),
                            BulkStore.counts(tx, id));
                });
        List<TaskObject> rows = found.rows();
        return ApiReply.many(rows.subList(0, Math.min(limit, rows.size())), this::write, "")
                .and(out -> {
                    out.object(
                            "outcomes",
                            all ->
                                    found.counts()
                                            .forEach((outcome, number) ->
                                                    all.number(outcome.wire(), number)));
                    if (rows.size() > limit) {
                        out.number("next_from_id", rows.getLast().object().id());
                    }
                });
    }

    private static Optional<Outcome> outcome(Params params) {
        return params.find(OUTCOME).map(Outcome::of);
    }

    private void write(Out out, TaskObject row) {
        out.number("id", row.object().id())
                .number("account_id", row.object().account().value())
                .text("name", row.object().name())
                .text("outcome", row.outcome().wire())
                .text("fault", row.fault());
    }

    private ApiReply export(Call call) {
        long id = call.params().get(ID);
        database.read(tx -> Tasks.visible(tx, call.noted(Principal.class), id));
        return ApiReply.streamed(
                "text/csv; charset=utf-8", new Export(database, id, outcome(call.params())));
    }

    /** Writes the objects page by page. */
    private record Export(Database database, long task, Optional<Outcome> outcome)
            implements BodyWriter {
        @Override
        public void write(OutputStream out) throws IOException {
            out.write("id,account_id,name,outcome,fault\r\n".getBytes(StandardCharsets.UTF_8));
            long from = 0;
            while (true) {
                long first = from;
                List<TaskObject> page =
                        database.read(tx -> BulkStore.page(tx, task, outcome, first, PAGE));
                for (TaskObject row : page) {
                    out.write(line(row).getBytes(StandardCharsets.UTF_8));
                }
                if (page.size() < PAGE) {
                    return;
                }
                from = page.getLast().object().id() + 1;
            }
        }

        private static String line(TaskObject row) {
            return row.object().id()
                    + ","
                    + row.object().account()
                    + ","
                    + CsvText.cell(row.object().name())
                    + ","
                    + row.outcome().wire()
                    + ","
                    + CsvText.cell(row.fault())
                    + "\r\n";
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
