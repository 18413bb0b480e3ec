package io.mailyard.events;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Slice;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** {@code webhooks/deliveries}, {@code test} and {@code replay}. */
final class WebhookLogRoutes {
    private static final String NOUN = "webhooks";
    private static final Param<Long> WEBHOOK = Webhook.ID.required();
    private static final Param<Long> FROM =
            Param.of(
                    "from_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "The highest id on the page; 0 or absent: the newest.");
    private static final Param<Boolean> FAILED =
            Param.of("failed", Types.flag(), "true: those alone that the host did not take.");
    private static final Param<Long> DELIVERY =
            Param.of(
                    "delivery",
                    Types.id(),
                    "This delivery of the log alone, with what was sent as body.");
    private static final Param<Long> REPLAYED =
            Param.of("delivery", Types.id(), "Which delivery of the log.").required();
    private static final Param<String> EVENT =
            Param.of(
                    "event",
                    Types.text(1, 64).map(WebhookLogRoutes::kind),
                    "Of which event an example is sent; absent: the first that the webhook"
                            + " receives.");

    private final Webhooks webhooks;
    private final WebhookTrials trials;

    WebhookLogRoutes(Webhooks webhooks, WebhookTrials trials) {
        this.webhooks = webhooks;
        this.trials = trials;
    }

    private static String kind(String given) {
        return EventKind.of(WebhookBody.word(given))
                .map(EventKind::word)
                .orElseThrow(() -> new IllegalArgumentException("must be one event, not *"));
    }

    List<Route> routes() {
        return Stream.of("/api/v1.1/admin/webhooks/", "/api/v1.1/webhooks/")
                .flatMap(base -> routes(base).stream())
                .toList();
    }

    private List<Route> routes(String base) {
        return List.of(
                reaching(
                                base,
                                Route.read(
                                        base + "deliveries",
                                        NOUN,
                                        "The last requests of a webhook, the newest first, and"
                                                + " what became of each.",
                                        this::list,
                                        params(
                                                base,
                                                WEBHOOK,
                                                FROM,
                                                Paging.LIMIT,
                                                FAILED,
                                                DELIVERY)))
                        .answers(ReplySchema.list(WebhookLog.WHOLE_IF_ONE)),
                reaching(
                                base,
                                Route.write(
                                        base + "test",
                                        NOUN,
                                        "Sends a webhook an example of an event now, and answers"
                                                + " what its host said.",
                                        this::test,
                                        params(base, WEBHOOK, EVENT)))
                        .answers(ReplySchema.one(WebhookLog.SCHEMA))
                        .refuses(ErrorCode.TOO_MANY_REQUESTS, "one at a time of an owner")
                        .unforeseen(),
                reaching(
                                base,
                                Route.write(
                                        base + "replay",
                                        NOUN,
                                        "Sends a request of the log again, and answers what the"
                                                + " webhook's host said.",
                                        this::replay,
                                        params(base, WEBHOOK, REPLAYED)))
                        .answers(ReplySchema.one(WebhookLog.SCHEMA))
                        .refuses(ErrorCode.TOO_MANY_REQUESTS, "one at a time of an owner")
                        .unforeseen());
    }

    private static boolean isOwn(String base) {
        return !base.contains("/admin/");
    }

    private static Param<?>[] params(String base, Param<?>... params) {
        return Stream.concat(
                        isOwn(base) ? Stream.empty() : Stream.of(WebhookBody.ACCOUNT),
                        Stream.of(params))
                .toArray(Param<?>[]::new);
    }

    private static Route reaching(String base, Route route) {
        return isOwn(base) ? route.own() : route.on(WebhookBody.ACCOUNT);
    }

    /** Whose webhooks a call is about. */
    static AccountId owner(Call call) {
        return call.route().audience() == Audience.ACCOUNT
                ? call.noted(AccountPrincipal.class).account()
                : call.params()
                        .find(WebhookBody.ACCOUNT)
                        .map(AccountId::new)
                        .orElse(AccountId.PLATFORM);
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        long webhook = params.get(WEBHOOK);
        Optional<Long> delivery = params.find(DELIVERY);
        if (delivery.isPresent()) {
            List<WebhookLog.WebhookLogEntry> found =
                    webhooks.logged(
                            owner(call),
                            webhook,
                            tx -> trials.log().find(tx, webhook, delivery.get()).stream().toList());
            return ApiReply.list(
                    new Slice<>(found, found.size(), OptionalLong.empty()),
                    (out, entry) -> entry.writeWhole(out));
        }
        boolean failed = params.find(FAILED).orElse(false);
        long from = params.find(FROM).orElse(0L);
        int limit = params.get(Paging.LIMIT).intValue();
        Slice<WebhookLog.WebhookLogEntry> page =
                webhooks.logged(
                        owner(call),
                        webhook,
                        tx -> {
                            List<WebhookLog.WebhookLogEntry> rows =
                                    trials.log().list(tx, webhook, from, limit + 1, failed);
                            boolean more = rows.size() > limit;
                            return new Slice<>(
                                    more ? rows.subList(0, limit) : rows,
                                    trials.log().count(tx, webhook, failed),
                                    more
                                            ? OptionalLong.of(rows.getLast().number())
                                            : OptionalLong.empty());
                        });
        return ApiReply.list(page, (out, entry) -> entry.write(out));
    }

    private ApiReply test(Call call) {
        Optional<EventKind> kind = call.params().find(EVENT).flatMap(EventKind::of);
        return answered(trials.test(call, owner(call), call.params().get(WEBHOOK), kind));
    }

    private ApiReply replay(Call call) {
        return answered(
                trials.replay(
                        call,
                        owner(call),
                        call.params().get(WEBHOOK),
                        call.params().get(REPLAYED)));
    }

    private static ApiReply answered(WebhookLog.WebhookLogEntry entry) {
        return ApiReply.one(entry::write);
    }
}
