package io.mailyard.erasure;

import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.tasks.Task;
import io.mailyard.tasks.TaskState;
import io.mailyard.tasks.Tasks;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.BodyWriter;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** {@code accounts/export} and {@code accounts/export/download}. */
final class ExportRoutes {
    private static final String GZIP = "application/gzip";
    private static final Param<Long> ID = Param.of("id", Types.id(), "The account.").required();
    private static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for the audit.");

    private static final ObjectSchema STARTED =
            ObjectSchema.of("StartedExport", "The task that was begun.")
                    .number("task_id", "Its id; 0 in a dry run.");

    private static final Param<Long> TASK =
            Param.of("task_id", Types.id(), "The task that wrote it.").required();

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
                        .answers(ReplySchema.one(STARTED))
                        .unforeseen(),
                Route.read(
                                "/api/v1.1/admin/accounts/export/download",
                                "accounts",
                                "The file that accounts/export wrote, with what messages say: needs"
                                        + " accounts:write and content:read. Recorded in the audit.",
                                this::download,
                                ID,
                                TASK)
                        .on(ID)
                        .answers(ReplySchema.file(GZIP)));
    }

    private AccountExport kind(Task task) {
        if (tasks.kindOf(task).orElseThrow() instanceof AccountExport export) {
            return export;
        }
        throw new IllegalStateException(AccountExport.NAME + " is of another kind");
    }

    private ApiReply download(Call call) {
        Scopes scopes = call.noted(Principal.class).scopes();
        if (!scopes.permit("accounts", true) || !scopes.includes(Scopes.CONTENT)) {
            throw ApiException.forbidden(
                    "this needs the scopes accounts:write and " + Scopes.CONTENT);
        }
        AccountId account = new AccountId(call.params().get(ID));
        long id = call.params().get(TASK);
        Task task =
                tasks.find(id)
                        .filter(found -> found.kind().equals(AccountExport.NAME))
                        .filter(found -> found.account().equals(Optional.of(account)))
                        .filter(found -> found.state() == TaskState.DONE)
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "no finished export of account "
                                                + account
                                                + " with task id "
                                                + id));
        InputStream file = kind(task).open(task);
        writes.noted(
                call,
                change -> {
                    change.recordCreation(
                            "accounts.export_read",
                            Change.Subject.of("task", id, account),
                            out -> out.number("task_id", id));
                    return id;
                });
        return ApiReply.streamed(
                GZIP,
                new BodyWriter() {
                    @Override
                    public void write(OutputStream out) throws IOException {
                        file.transferTo(out);
                    }

                    @Override
                    public void close() {
                        try {
                            file.close();
                        } catch (IOException stays) {
                            throw new UncheckedIOException(stays);
                        }
                    }
                });
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
                                        AccountTable.ALL.size(),
                                        reason));
        if (!change.dryRun()) {
            change.recordCreation(
                    "accounts.export",
                    Change.Subject.of("task", id, account),
                    out -> out.text("reason", reason));
        }
        return ApiReply.one(out -> out.number("task_id", id));
    }
}
