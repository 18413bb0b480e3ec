package io.mailyard.events;

import io.mailyard.api.Call;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code webhooks/...} (docs/spec/admin-api.md, section 7). */
public final class WebhookRoutes {
    private static final String BASE = "/api/v1.1/admin/webhooks/";
    private static final String NOUN = "webhooks";

    private final Webhooks webhooks;
    private final Writes writes;

    public WebhookRoutes(Events events, Writes writes) {
        this.webhooks = events.webhooks();
        this.writes = writes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Webhooks and how they fare, without their secrets.",
                                this::list,
                                WebhookBody.ACCOUNT,
                                WebhookBody.FROM_ID,
                                WebhookBody.LIMIT)
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.list(WebhookBody.SCHEMA)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes a webhook, whose secret is answered this once, or changes one.",
                                this::save,
                                WebhookBody.ID,
                                WebhookBody.ACCOUNT,
                                WebhookBody.URL,
                                WebhookBody.EVENTS,
                                WebhookBody.ACTIVE)
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.one(WebhookBody.SAVED)),
                Route.write(
                                BASE + "rotate",
                                NOUN,
                                "Gives a webhook a new secret, answered this once.",
                                this::rotate,
                                WebhookBody.EXISTING,
                                WebhookBody.ACCOUNT,
                                WebhookBody.OVERLAP)
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.one(WebhookBody.ISSUED)),
                Route.write(
                                BASE + "delete",
                                NOUN,
                                "Deletes a webhook, and what waits for it.",
                                this::delete,
                                WebhookBody.EXISTING,
                                WebhookBody.ACCOUNT)
                        .on(WebhookBody.ACCOUNT));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        Page page =
                new Page(params.get(WebhookBody.FROM_ID), params.get(WebhookBody.LIMIT).intValue());
        return ApiReply.list(webhooks.list(owner(call), page), WebhookBody::write);
    }

    private ApiReply save(Call call) {
        Optional<Long> id = call.params().find(WebhookBody.ID);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return issued(webhooks.create(change, owner(call), call.params()));
                    }
                    webhooks.update(change, owner(call), id.get(), call.params());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply rotate(Call call) {
        long id = call.params().get(WebhookBody.EXISTING);
        Duration overlap = Duration.ofSeconds(call.params().get(WebhookBody.OVERLAP));
        return writes.answer(
                call, change -> issued(webhooks.rotate(change, owner(call), id, overlap)));
    }

    private ApiReply delete(Call call) {
        long id = call.params().get(WebhookBody.EXISTING);
        return writes.answer(
                call,
                change -> {
                    webhooks.delete(change, owner(call), id);
                    return ApiReply.emptyInXml();
                });
    }

    private static AccountId owner(Call call) {
        return call.params()
                .find(WebhookBody.ACCOUNT)
                .map(AccountId::new)
                .orElse(AccountId.PLATFORM);
    }

    private static ApiReply issued(Webhooks.Issued issued) {
        return ApiReply.one(out ->
                        out.number("saved_id", issued.id()).text("secret", issued.secret().text()))
                .withSecret();
    }
}
