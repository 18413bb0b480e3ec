package io.mailyard.erasure;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.EmailAddress;
import io.mailyard.db.Tx;
import io.mailyard.suppressions.ErasedKeys;
import io.mailyard.tasks.Tasks;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.JsonText;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code recipients/erase}. */
final class ErasureRoutes {
    private static final Param<String> EMAIL =
            Param.of(
                            "email",
                            Types.text(3, 320).map(text -> EmailAddress.checked(text.strip())),
                            "The address.")
                    .required();
    private static final Param<String> REASON =
            Param.of("reason", Types.text(1, 1000), "Why, for the audit.").required();

    private static final ObjectSchema STARTED =
            ObjectSchema.of("StartedTask", "The task that was begun.")
                    .number("task_id", "Its id; 0 in a dry run.")
                    .number("recipients", "Recipients of messages with this address.")
                    .number("waiting", "Of them still in the queue, which are purged.")
                    .number("suppressions", "Lists in which it stays, as a hash.");

    private final Tasks tasks;
    private final Writes writes;

    ErasureRoutes(Tasks tasks, Writes writes) {
        this.tasks = tasks;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                Route.write(
                                "/api/v1.1/admin/recipients/erase",
                                "messages",
                                "Erases a recipient everywhere, as a task: mail, events, answers, conversations, audit.",
                                this::erase,
                                EMAIL,
                                REASON)
                        .answers(ReplySchema.one(STARTED))
                        .unforeseen());
    }

    private ApiReply erase(Call call) {
        ErasedAddress address = new ErasedAddress(call.params().get(EMAIL));
        String reason = call.params().get(REASON);
        if (!address.mask(reason).equals(reason)) {
            throw ApiException.badRequest(
                    "reason", "names the address itself, which the audit would then keep");
        }
        if (call.noted(Principal.class).bound()) {
            throw ApiException.forbidden("this token is bound to accounts");
        }
        return writes.answer(
                call,
                change -> {
                    ErasureCounts counts = ErasureCounts.of(change.tx(), address);
                    long id = change.dryRun() ? 0 : add(change, address, reason, counts);
                    if (!change.dryRun()) {
                        change.recordCreation(
                                "recipients.erase",
                                Change.Subject.of("task", id),
                                out -> out.text("address", address.hint()).text("reason", reason));
                    }
                    return ApiReply.one(out ->
                            out.number("task_id", id)
                                    .number("recipients", counts.recipients())
                                    .number("waiting", counts.waiting())
                                    .number("suppressions", counts.suppressions()));
                });
    }

    private long add(Change change, ErasedAddress address, String reason, ErasureCounts counts) {
        return tasks.add(
                change,
                new Tasks.NewTask(
                        RecipientErasure.NAME,
                        Optional.empty(),
                        JsonText.write(out -> out.text("address", address.hint())),
                        RecipientErasure.begin(address),
                        Math.max(1, counts.last()),
                        reason));
    }

    /**
     * Counts of what there is.
     *
     * @param last the highest id of a recipient, up to which the task looks
     */
    private record ErasureCounts(long recipients, long waiting, long suppressions, long last) {
        static ErasureCounts of(Tx tx, ErasedAddress address) {
            return tx.one(
                            "SELECT count(*) AS known, count(CASE WHEN state <= 2 THEN 1 END) AS waiting,"
                                    + " (SELECT coalesce(max(id), 0) FROM recipients) AS last_id"
                                    + " FROM recipients WHERE account_id > 0"
                                    + " AND (lower(address) = ? OR address = ?)",
                            row ->
                                    new ErasureCounts(
                                            row.number("known"),
                                            row.number("waiting"),
                                            ErasedKeys.count(tx, address.text()),
                                            row.number("last_id")),
                            address.lower(),
                            address.text())
                    .orElseThrow();
        }
    }
}
