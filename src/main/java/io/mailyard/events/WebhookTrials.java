package io.mailyard.events;

import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.ApiException;
import io.mailyard.base.CallTrace;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Requests to webhooks that a person asks for: a test, or one of the log sent again. They wait for
 * the answer, outside of the order of events and outside of any transaction.
 */
final class WebhookTrials {
    /**
     * Concurrent ones of all owners: each holds a call's thread for up to {@code webhooks.timeout}.
     * An owner has one at a time.
     */
    private static final int MOST = 8;

    private final Database database;
    private final Webhooks webhooks;
    private final WebhookSender sender;
    private final WebhookLog log;
    private final Writes writes;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<AccountId> busy = ConcurrentHashMap.newKeySet();

    WebhookTrials(
            Database database,
            Webhooks webhooks,
            WebhookSender sender,
            WebhookLog log,
            Writes writes,
            InstantSource clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.sender = sender;
        this.log = log;
        this.writes = writes;
        this.clock = clock;
    }

    WebhookLog log() {
        return log;
    }

    /** Sends an example of an event, of the webhook's first kind unless one is named. */
    WebhookLog.WebhookLogEntry test(Call call, AccountId owner, long id, Optional<EventKind> kind) {
        Webhook webhook = webhooks.get(owner, id);
        EventKind shown = kind.orElseGet(() -> webhook.kinds().iterator().next());
        Event example = example(owner, shown, clock.instant());
        return sent(
                call, webhook, WebhookLog.WebhookLogKind.TEST, WebhookRequest.test(id, example));
    }

    private static Event example(AccountId owner, EventKind kind, Instant now) {
        if (!kind.ofMail()) {
            return Event.of(owner, kind, now);
        }
        return new Event(
                now,
                kind,
                owner,
                0,
                0,
                "recipient@example.com",
                0,
                0,
                1,
                "192.0.2.1",
                "mx.example.com",
                "250 2.0.0 this is a test",
                AnsweredBy.HOST,
                AttemptRecord.NONE,
                CallTrace.current().id());
    }

    /** Sends a request of the log again, with the same {@code webhook-id} and bytes. */
    WebhookLog.WebhookLogEntry replay(Call call, AccountId owner, long id, long number) {
        Webhook webhook = webhooks.get(owner, id);
        WebhookLog.WebhookLogEntry logged =
                database.read(tx -> log.find(tx, id, number))
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "webhook "
                                                + id
                                                + " has no delivery "
                                                + number
                                                + " in its log"));
        return sent(call, webhook, WebhookLog.WebhookLogKind.REPLAY, logged.request());
    }

    private WebhookLog.WebhookLogEntry sent(
            Call call, Webhook webhook, WebhookLog.WebhookLogKind kind, WebhookRequest request) {
        if (call.prefers("dry-run")) {
            call.answerHeader("Preference-Applied", "dry-run");
            WebhookAnswer none = WebhookAnswer.none("not sent: this is a dry run");
            return WebhookLog.WebhookLogEntry.of(
                    kind, request, none, clock.instant(), clock.instant());
        }
        enter(call, webhook.owner());
        Instant began = clock.instant();
        WebhookAnswer answer;
        try {
            answer = sender.sent(webhook.owner(), webhook.url(), webhook.secrets(), request);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.NOT_READY, "the server is stopping");
        } finally {
            leave(webhook.owner());
        }
        WebhookLog.WebhookLogEntry entry =
                WebhookLog.WebhookLogEntry.of(kind, request, answer, began, clock.instant());
        return writes.noted(
                call,
                change -> {
                    long number = log.add(change.tx(), webhook.id(), entry);
                    change.recordCreation(
                            "webhooks." + kind.word(),
                            Webhooks.subject(webhook),
                            out ->
                                    out.number("delivery", number)
                                            .text("message_id", request.message())
                                            .number("status", entry.status()));
                    return entry.numbered(number);
                });
    }

    private void enter(Call call, AccountId owner) {
        boolean alone = busy.add(owner);
        if (!alone || !places.tryAcquire()) {
            if (alone) {
                busy.remove(owner);
            }
            call.answerHeader("Retry-After", "5");
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    alone
                            ? "too many tests and replays are under way: try again later"
                            : "another test or replay is under way: one at a time");
        }
    }

    private void leave(AccountId owner) {
        places.release();
        busy.remove(owner);
    }
}
