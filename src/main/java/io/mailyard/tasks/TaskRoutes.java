package io.mailyard.tasks;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.List;

/** {@code tasks/list}, {@code get} and {@code cancel}. */
public final class TaskRoutes {
    private static final String BASE = "/api/v1.1/admin/tasks/";
    private static final String NOUN = "accounts";

    /** More than there are kinds. */
    private static final int MOST_KINDS = 32;

    private static final Param<Long> ID = Param.of("id", Types.id(), "The task.").required();
    private static final Param<Long> FROM_ID =
            Param.of(
                    "from_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "First id on the page, inclusive; with order desc the last id, 0 the newest.");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, 1000), "Rows on a page.").defaultsTo(100L);
    private static final Param<String> ORDER =
            Param.of("order", Types.oneOf("asc", "desc"), "asc: oldest first; desc: newest first.")
                    .defaultsTo("desc");
    private static final Param<String> STATE =
            Param.of("state", Types.oneOf(TaskState.words()), "Only tasks in this state.");
    private static final Param<String> KIND =
            Param.of("kind", Types.text(1, 64), "Only tasks of this kind.");
    private static final Param<List<String>> KINDS =
            Param.of(
                            "kinds",
                            Types.array(Types.text(1, 64), MOST_KINDS),
                            "Only tasks of one of these kinds, beside those that search finds; empty: of any.")
                    .defaultsTo(List.of());
    private static final Param<String> SEARCH =
            Sorting.search("Each word of it in kind, caller or reason, in any case.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Only tasks that concern this account.");

    private final Tasks tasks;
    private final Writes writes;

    public TaskRoutes(Tasks tasks, Writes writes) {
        this.tasks = tasks;
        this.writes = writes;
    }

    /**
     * Administrators' calls about tasks. A token that is bound to accounts sees only tasks of
     * these.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Lists long work and how far it is.",
                                this::list,
                                FROM_ID,
                                LIMIT,
                                ORDER,
                                STATE,
                                KIND,
                                KINDS,
                                SEARCH,
                                ACCOUNT)
                        .sifted()
                        .answers(ReplySchema.list(Task.SCHEMA)),
                Route.read(BASE + "get", NOUN, "Shows a task.", this::get, ID)
                        .sifted()
                        .answers(ReplySchema.one(Task.SCHEMA)),
                Route.write(
                                BASE + "cancel",
                                NOUN,
                                "Cancels a task; what is done stays done.",
                                this::cancel,
                                ID)
                        .sifted()
                        .answers(ReplySchema.none()));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        Principal principal = call.noted(Principal.class);
        params.find(ACCOUNT).map(AccountId::new).ifPresent(principal::mustReach);
        Tasks.TaskFilter filter =
                new Tasks.TaskFilter(
                        params.find(STATE).map(TaskState::of),
                        params.find(KIND),
                        params.get(KINDS),
                        params.get(SEARCH),
                        params.find(ACCOUNT),
                        principal.accounts());
        return ApiReply.list(
                tasks.list(
                        filter,
                        params.find(FROM_ID).orElse(0L),
                        params.get(LIMIT).intValue(),
                        params.get(ORDER).equals("desc")),
                (out, task) -> task.write(out));
    }

    private ApiReply get(Call call) {
        Task task = tasks.database().read(tx -> visible(tx, call));
        return ApiReply.one(task::write);
    }

    private ApiReply cancel(Call call) {
        return writes.answer(
                call,
                change -> {
                    Task task = visible(change.tx(), call);
                    if (!tasks.cancel(change, task)) {
                        throw ApiException.conflict(
                                "task " + task.id() + " is " + task.state().wire() + " already");
                    }
                    change.recordChange(
                            "tasks.cancel",
                            subject(task),
                            out -> out.text("state", task.state().wire()),
                            out -> out.text("state", TaskState.CANCELLED.wire()));
                    return ApiReply.none();
                });
    }

    private static Change.Subject subject(Task task) {
        return task.account()
                .map(account -> Change.Subject.of("task", task.id(), account))
                .orElseGet(() -> Change.Subject.of("task", task.id()));
    }

    private static Task visible(Tx tx, Call call) {
        return Tasks.visible(tx, call.noted(Principal.class), call.params().get(ID));
    }
}
