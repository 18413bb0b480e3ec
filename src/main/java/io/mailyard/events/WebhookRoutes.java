package io.mailyard.events;

import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code webhooks/...} (docs/spec/admin-api.md, section 7). */
public final class WebhookRoutes {
    private static final String BASE = "/api/v1.1/admin/webhooks/";
    private static final String NOUN = "webhooks";
    private static final Param<Long> EXISTING = Webhook.ID.required();

    private static final String OWN = "/api/v1.1/webhooks/";

    private static final Param<String> SEARCH =
            Sorting.search("In the address and the events, in any case.");
    private static final Param<Boolean> FILTER_ACTIVE =
            Param.of("active", Types.flag(), "Those that are switched on, or off.");
    private static final Param<String> SORT = Sorting.by(SqlWebhookStore.SORTS.words());

    private final Webhooks webhooks;
    private final WebhookLogRoutes log;
    private final Writes writes;

    public WebhookRoutes(Events events, Writes writes) {
        this.webhooks = events.webhooks();
        this.log = new WebhookLogRoutes(webhooks, events.trials());
        this.writes = writes;
    }

    /** Calls about webhooks and their logs, for administrators and for accounts' own tokens. */
    public List<Route> routes() {
        return Stream.of(administrators(), own(), log.routes()).flatMap(List::stream).toList();
    }

    /** Returns these calls for an account's own tokens, on its own webhooks. */
    private List<Route> own() {
        return List.of(
                Route.read(
                                OWN + "list",
                                NOUN,
                                "The account's webhooks and how they fare, without their secrets.",
                                this::list,
                                SEARCH,
                                FILTER_ACTIVE,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .own()
                        .answers(ReplySchema.list(Webhook.SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                OWN + "save",
                                NOUN,
                                "Makes a webhook, whose secret is answered this once, or changes one.",
                                this::save,
                                Fields.params(Webhook.SHOWN))
                        .own()
                        .confirmed()
                        .answers(ReplySchema.one(WebhookBody.SAVED)),
                Route.write(
                                OWN + "rotate",
                                NOUN,
                                "Gives a webhook a new secret, answered this once.",
                                this::rotate,
                                EXISTING,
                                WebhookBody.OVERLAP)
                        .explained()
                        .own()
                        .confirmed()
                        .answers(ReplySchema.one(WebhookBody.ISSUED)),
                Route.write(
                                OWN + "delete",
                                NOUN,
                                "Deletes a webhook, and what waits for it.",
                                this::delete,
                                EXISTING)
                        .own());
    }

    private List<Route> administrators() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Webhooks and how they fare, without their secrets.",
                                this::list,
                                WebhookBody.ACCOUNT,
                                SEARCH,
                                FILTER_ACTIVE,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.list(Webhook.SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes a webhook, whose secret is answered this once, or changes one.",
                                this::save,
                                Fields.params(Webhook.SHOWN, WebhookBody.ACCOUNT))
                        .confirmed()
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.one(WebhookBody.SAVED)),
                Route.write(
                                BASE + "rotate",
                                NOUN,
                                "Gives a webhook a new secret, answered this once.",
                                this::rotate,
                                EXISTING,
                                WebhookBody.ACCOUNT,
                                WebhookBody.OVERLAP)
                        .explained()
                        .on(WebhookBody.ACCOUNT)
                        .answers(ReplySchema.one(WebhookBody.ISSUED)),
                Route.write(
                                BASE + "delete",
                                NOUN,
                                "Deletes a webhook, and what waits for it.",
                                this::delete,
                                EXISTING,
                                WebhookBody.ACCOUNT)
                        .on(WebhookBody.ACCOUNT));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Webhook> found =
                webhooks.list(
                        owner(call),
                        params.get(SEARCH).strip(),
                        params.find(FILTER_ACTIVE),
                        new SortedPage(
                                params.get(SORT), params.get(Sorting.FROM), Paging.page(params)));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, webhook) -> Fields.write(out, Webhook.SHOWN, webhook.values()));
    }

    private ApiReply save(Call call) {
        Optional<Long> id = call.params().find(Webhook.ID.sent());
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
        long id = call.params().get(EXISTING);
        Duration overlap = Duration.ofSeconds(call.params().get(WebhookBody.OVERLAP));
        return writes.answer(
                call, change -> issued(webhooks.rotate(change, owner(call), id, overlap)));
    }

    private ApiReply delete(Call call) {
        long id = call.params().get(EXISTING);
        return writes.answer(
                call,
                change -> {
                    webhooks.delete(change, owner(call), id);
                    return ApiReply.emptyInXml();
                });
    }

    private static AccountId owner(Call call) {
        return WebhookLogRoutes.owner(call);
    }

    private static ApiReply issued(Webhooks.IssuedWebhook issued) {
        return ApiReply.one(out ->
                        out.number("saved_id", issued.id()).text("secret", issued.secret().text()))
                .withSecret();
    }
}
