package io.mailyard.erasure;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.tasks.Tasks;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code accounts/export}. */
final class ExportRoutes {
    private static final Param<Long> ID = Param.of("id", Types.id(), "The account.").required();
    private static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for the audit.");

    private static final ObjectSchema STARTED =
            ObjectSchema.of("StartedExport", "The task that was begun.")
                    .number("task_id", "Its id; 0 in a dry run.");

    private final Tasks tasks;
    private final Accounts accounts;
    private final Writes writes;

    ExportRoutes(Tasks tasks, Accounts accounts, Writes writes) {
        this.tasks = tasks;
        this.accounts = accounts;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                Route.write(
                                "/api/v1.1/admin/accounts/export",
                                "accounts",
                                "Writes everything of an account to a file on the server, as a task; without secrets.",
                                call ->
                                        writes.answer(
                                                call,
                                                change ->
                                                        export(
                                                                change,
                                                                new AccountId(
                                                                        call.params().get(ID)),
                                                                call.params()
                                                                        .find(REASON)
                                                                        .orElse(""))),
                                ID,
                                REASON)
                        .on(ID)
                        .answers(ReplySchema.one(STARTED)));
    }

    private ApiReply export(Change change, AccountId account, String reason) {
        accounts.existing(change.tx(), account);
        long id =
                change.dryRun()
                        ? 0
                        : tasks.add(
                                change,
                                new Tasks.NewTask(
                                        AccountExport.NAME,
                                        Optional.of(account),
                                        "{}",
                                        AccountExport.begin(),
                                        ExportedTable.ALL.size(),
                                        reason));
        if (!change.dryRun()) {
            change.created(
                    "accounts.export",
                    Change.Subject.of("task", id, account),
                    out -> out.text("reason", reason));
        }
        return ApiReply.one(out -> out.number("task_id", id));
    }
}
