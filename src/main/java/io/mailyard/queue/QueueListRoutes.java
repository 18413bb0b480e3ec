package io.mailyard.queue;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.lanes.QueueScope;
import io.mailyard.queue.QueueListing.QueueFilter;
import io.mailyard.queue.QueueListing.QueuePage;
import io.mailyard.wire.ApiReply;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** {@code queue/list}: the whole queue, whatever the sender. */
final class QueueListRoutes {
    /** Rows of a page: of each, some mail is looked at. */
    private static final int MOST = 500;

    private static final Param<Long> SENDER =
            Param.of("sender_id", Types.integer(0, Long.MAX_VALUE), "Of this sender; 0: of all.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.integer(0, Long.MAX_VALUE), "Of this account; 0: of all.");
    private static final Param<Long> CAMPAIGN =
            Param.of(
                    "campaign_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "Of this campaign; 0: of all.");
    private static final Param<String> ISP =
            Param.of(
                    "isp",
                    Types.text(0, 255),
                    "To this ISP, by its name in any case; other: to domains of none.");
    private static final Param<String> DOMAIN =
            Param.of(
                    "domain",
                    Types.text(0, 255),
                    "To recipients of this domain; of an ISP's, all that goes to the ISP.");
    private static final Param<String> GROUP =
            Param.of(
                            "group",
                            Types.oneOf("lane", "domain", "sender", "account", "isp"),
                            "What the rows are by; lane: sender, account, campaign and ISP; domain:"
                                    + " these and the recipients' domain.")
                    .defaultsTo("lane");
    private static final Param<String> SORT =
            Param.of(
                            "sort",
                            Types.oneOf(QueueOrder.WORDS.toArray(String[]::new)),
                            "Order of the rows: the most, oldest or soonest first.")
                    .defaultsTo("total");
    private static final Param<String> FROM =
            Param.of(
                            "from",
                            Types.text(0, 2048),
                            "Where the page begins: next_from of an answer in the same order.")
                    .defaultsTo("");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, MOST), "Rows on a page.").defaultsTo(100L);

    private static final ReplySchema ROWS =
            ReplySchema.many(QueueRow.SCHEMA)
                    .and(ObjectSchema.part().number("total_count", "Rows in all."))
                    .and(QueueRow.QueueRowCounts.SCHEMA)
                    .and(
                            ObjectSchema.part()
                                    .text(
                                            "next_from",
                                            "Start of the next page; absent on the last.")
                                    .optional());

    private final Queue queue;
    private final QueueRoutes scopes;
    private final InstantSource clock;

    QueueListRoutes(Queue queue, QueueRoutes scopes, InstantSource clock) {
        this.queue = queue;
        this.scopes = scopes;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/queue/list",
                                "senders",
                                "Lists queued mail, whatever the sender, and why it waits.",
                                this::list,
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                DOMAIN,
                                GROUP,
                                SORT,
                                FROM,
                                LIMIT)
                        .on(ACCOUNT)
                        .answers(ROWS));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        QueueScope given =
                new QueueScope(
                        known(params, SENDER),
                        known(params, ACCOUNT),
                        known(params, CAMPAIGN),
                        params.find(ISP).orElse(""));
        QueueOrder order = QueueOrder.of(params.get(SORT), params.get(FROM));
        String domain = DomainName.normal(params.find(DOMAIN).orElse("").strip());
        QueuePage page =
                queue.database()
                        .read(tx ->
                                QueueListing.read(
                                        tx,
                                        new QueueFilter(
                                                scopes.named(tx, call, given, false),
                                                domain,
                                                params.get(GROUP)),
                                        order,
                                        params.get(LIMIT).intValue(),
                                        clock.instant()));
        return ApiReply.many(page.shown(), (out, row) -> row.write(out), "")
                .and(out -> {
                    out.number("total_count", page.rows());
                    page.counts().write(out);
                    page.next().ifPresent(next -> out.text("next_from", next));
                });
    }

    private static OptionalLong known(Params params, Param<Long> param) {
        long value = params.find(param).orElse(0L);
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
