package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The first page: how the platform stands, and what wants attention. */
public final class Dashboard {
    private static final int SHOWN = 8;
    private static final String STATISTICS = "/admin/statistics";

    /** Fewer bounces say nothing about their share. */
    private static final long FEW_BOUNCES = 20;

    /**
     * Accounts over their tariff are read so many at once, with those that may have passed it since
     * the last full hour.
     */
    private static final int MOST_EXCEEDED = 100;

    /** Pairs of sender and ISP that took in most, of which some grow. */
    private static final int MOST_GROWING = 200;

    private final PageRenderer pages;
    private final LiveParts live;

    Dashboard(PageRenderer pages, LiveParts live) {
        this.pages = pages;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get("/admin", this::page).get("/admin/live", this::live);
    }

    /** Something that wants attention. */
    public record DashboardConcern(Badge badge, String title, String address, String reason) {}

    /** A sender's mail to an ISP that becomes more. */
    public record GrowingQueue(
            String sender, String address, String isp, String queued, String gained) {}

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        if (!signedIn.person().mayRead("accounts") && !frame.menu().isEmpty()) {
            return Html.redirect(signedIn.visit(), frame.menu().getFirst().address());
        }
        String query = signedIn.visit().request().query();
        return Html.page(
                200,
                pages.html(
                        "dashboard",
                        frame,
                        "figures",
                        figures(signedIn, frame),
                        "live",
                        "/admin/live" + (query.isEmpty() ? "" : "?" + query),
                        "chart",
                        MailFigures.lastDay(signedIn),
                        "filters",
                        MailFigures.filters(signedIn),
                        "calls",
                        calls(signedIn)));
    }

    /** The calls that the figures are of. */
    private static List<CallExample> calls(SignedIn signedIn) {
        return List.of(
                CallExample.of("statistics/now", Value.Members.NONE),
                CallExample.of(
                        "statistics/get",
                        Values.members(
                                "since", MailFigures.dayAgo(signedIn.visit()), "step", "hour")),
                CallExample.of("ledger/get", Value.Members.NONE));
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        return pages.html(
                "figures",
                frame,
                "tiles",
                tiles(signedIn),
                "growing",
                growing(signedIn),
                "chart",
                MailFigures.lastDay(signedIn).json(),
                "concerns",
                concerns(signedIn));
    }

    private static List<Tile> tiles(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members ledger = signedIn.call("ledger/get").object();
        Value.Members now = signedIn.call("statistics/now").object();
        long delivered = Values.number(now, "delivered");
        long deferred = Values.number(now, "deferred");
        List<Tile> tiles = new ArrayList<>();
        tiles.add(
                new Tile(
                        words.text("dashboard.rate"),
                        words.number(delivered),
                        words.text(
                                "dashboard.peak",
                                words.number(Values.number(now, "delivered_peak"))),
                        STATISTICS,
                        false));
        tiles.add(
                new Tile(
                        words.text("dashboard.deferred"),
                        words.number(deferred),
                        words.text(
                                "dashboard.attempts",
                                MailFigures.percent(words, deferred, delivered + deferred)),
                        STATISTICS,
                        false));
        tiles.add(bounced(signedIn));
        tiles.add(
                new Tile(
                        words.text("dashboard.queued"),
                        words.number(Values.number(ledger, "queued")),
                        oldest(signedIn),
                        "",
                        false));
        tiles.add(balance(words, ledger));
        return tiles;
    }

    private static Tile balance(Translations words, Value.Members ledger) {
        boolean balanced = Values.flag(ledger, "balanced");
        long found =
                List.of("delivered", "bounced", "expired", "purged", "queued").stream()
                        .mapToLong(name -> Values.number(ledger, name))
                        .sum();
        return new Tile(
                words.text("dashboard.ledger"),
                words.text(balanced ? "dashboard.balanced" : "dashboard.unbalanced"),
                words.number(Values.number(ledger, "accepted"))
                        + (balanced ? " = " : " ≠ ")
                        + words.number(found),
                "",
                !balanced);
    }

    /** The share of bounces of a day, and the ISP that bounced most where they are too many. */
    private static Tile bounced(SignedIn signedIn) {
        Translations words = signedIn.words();
        long bounced = 0;
        long delivered = 0;
        long most = 0;
        String worst = "";
        for (Value.Members row :
                signedIn.call(
                                "statistics/get",
                                "since",
                                MailFigures.dayAgo(signedIn.visit()),
                                "step",
                                "total",
                                "by",
                                List.of("isp"))
                        .objects()) {
            long here = MailChart.bounced(row);
            bounced += here;
            delivered += Values.number(row, "delivered");
            if (here > most) {
                most = here;
                worst = Values.text(row, "isp");
            }
        }
        boolean tooMany = bounced * 100 > bounced + delivered && bounced >= FEW_BOUNCES;
        return new Tile(
                words.text("dashboard.bounced.day"),
                MailFigures.percent(words, bounced, bounced + delivered),
                tooMany
                        ? words.text("dashboard.bounced.limit", worst)
                        : words.count("dashboard.bounced.count", bounced),
                STATISTICS + "?by=isp",
                tooMany);
    }

    private static String oldest(SignedIn signedIn) {
        Translations words = signedIn.words();
        CallResult queue = signedIn.calls().call("queue/list", "sort", "oldest", "limit", 1);
        return queue.isOk()
                ? queue.objects().stream()
                        .findFirst()
                        .flatMap(row -> Values.time(row, "oldest_at"))
                        .map(at ->
                                words.text(
                                        "dashboard.oldest",
                                        MailFigures.age(
                                                words,
                                                Duration.between(at, signedIn.visit().now()))))
                        .orElse(words.text("dashboard.queue.empty"))
                : "";
    }

    private static List<GrowingQueue> growing(SignedIn signedIn) {
        record Growth(Value.Members row, long gained) {}
        return signedIn
                .call(
                        "statistics/get",
                        "since",
                        signedIn.visit().now().minus(Duration.ofHours(1)),
                        "step",
                        "total",
                        "by",
                        List.of("sender", "isp"),
                        "sort",
                        "accepted",
                        "limit",
                        MOST_GROWING)
                .objects()
                .stream()
                .map(row -> new Growth(row, MailFigures.gained(row)))
                .filter(growth -> growth.gained() > 0)
                .sorted(Comparator.comparingLong(Growth::gained).reversed())
                .limit(SHOWN / 2)
                .map(growth -> growing(signedIn, growth.row(), growth.gained()))
                .toList();
    }

    private static GrowingQueue growing(SignedIn signedIn, Value.Members row, long gained) {
        Translations words = signedIn.words();
        long sender = Values.number(row, "sender_id");
        String isp = Values.text(row, "isp");
        CallResult queued =
                sender == 0
                        ? signedIn.calls().call("queue/list", "isp", isp, "limit", 1)
                        : signedIn.calls()
                                .call("queue/list", "sender_id", sender, "isp", isp, "limit", 1);
        String name = Values.text(row, "sender_name");
        return new GrowingQueue(
                name.isEmpty() ? words.text("statistics.nosender") : name,
                sender == 0 || !signedIn.person().mayRead("senders") ? "" : SenderHead.path(sender),
                MailFigures.isp(words, isp),
                sender > 0 && queued.isOk() ? words.number(queued.number("total")) : "",
                "+" + words.number(gained));
    }

    private static List<DashboardConcern> concerns(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<DashboardConcern> concerns = new ArrayList<>();
        CallResult platform = signedIn.calls().call("platform/status");
        if (Values.flag(platform.object(), "stopped")) {
            concerns.add(
                    new DashboardConcern(
                            Badge.bad("octagon-pause", words.text("concern.stopped")),
                            words.text("concern.stopped.title"),
                            PlatformPages.PATH,
                            Values.text(platform.object(), "reason")));
        }
        if (signedIn.person().mayRead("nodes")) {
            nodes(signedIn, concerns);
        }
        CallResult frozen = signedIn.call("accounts/list", "limit", SHOWN, "is_frozen", true);
        for (Value.Members account : frozen.objects()) {
            concerns.add(
                    new DashboardConcern(
                            Badge.ofState("frozen", words),
                            Values.text(account, "title"),
                            "/admin/accounts/" + Values.number(account, "id"),
                            Values.text(Values.object(account, "frozen_details"), "reason")));
        }
        more(
                words,
                concerns,
                frozen,
                Badge.ofState("frozen", words),
                AccountList.PATH + "?state=frozen");
        exceeded(signedIn, concerns);
        if (signedIn.person().mayRead(VirtualSenderPages.NOUN)) {
            offPromise(signedIn, concerns);
        }
        return concerns;
    }

    /** Says how many there are besides those that are shown. */
    private static void more(
            Translations words,
            List<DashboardConcern> concerns,
            CallResult found,
            Badge badge,
            String address) {
        long others = found.number("total_count") - found.objects().size();
        if (others > 0) {
            concerns.add(
                    new DashboardConcern(badge, words.count("concern.more", others), address, ""));
        }
    }

    /** Virtual senders whose shares of today cannot be due to chance. */
    private static void offPromise(SignedIn signedIn, List<DashboardConcern> concerns) {
        Translations words = signedIn.words();
        List<Value.Members> alarms = signedIn.call("vsenders/alarms").objects();
        for (Value.Members alarm : alarms.stream().limit(SHOWN).toList()) {
            concerns.add(
                    new DashboardConcern(
                            Badge.warn("split", words.text("concern.shares")),
                            Values.text(alarm, "name"),
                            "/admin/accounts/"
                                    + Values.number(alarm, "account_id")
                                    + "/"
                                    + VirtualSenderPages.NOUN
                                    + "/"
                                    + Values.number(alarm, "vsender_id"),
                            words.text(
                                    "concern.shares.rule",
                                    Values.text(alarm, "account_title"),
                                    words.number(Values.number(alarm, "rule") + 1))));
        }
        if (alarms.size() > SHOWN) {
            concerns.add(
                    new DashboardConcern(
                            Badge.warn("split", words.text("concern.shares")),
                            words.count("concern.more", alarms.size() - SHOWN),
                            "",
                            ""));
        }
    }

    /** Accounts that have used up their tariff. */
    private static void exceeded(SignedIn signedIn, List<DashboardConcern> concerns) {
        Translations words = signedIn.words();
        Badge badge = Badge.warn("gauge", words.text("concern.exceeded"));
        CallResult found =
                signedIn.call(
                        "usage/get", "order", "most", "exceeded", true, "limit", MOST_EXCEEDED);
        List<Value.Members> shown = found.objects().stream().limit(SHOWN).toList();
        for (Value.Members account : shown) {
            long used =
                    Values.objects(account, "months").stream()
                            .mapToLong(month -> Values.number(month, "counted"))
                            .sum();
            concerns.add(
                    new DashboardConcern(
                            badge,
                            Values.text(account, "account_title"),
                            UsagePages.PATH + "?account=" + Values.number(account, "account_id"),
                            words.text(
                                    "usage.limited",
                                    words.number(used),
                                    words.number(Values.number(account, "limit")))));
        }
        long others = found.number("total_count") - shown.size();
        if (others > 0) {
            concerns.add(
                    new DashboardConcern(
                            badge,
                            words.count("concern.more", others),
                            UsagePages.PATH + "?use=exceeded",
                            ""));
        }
    }

    private static void nodes(SignedIn signedIn, List<DashboardConcern> concerns) {
        Translations words = signedIn.words();
        Badge badge = Badge.bad("server", words.text("node.stopped"));
        CallResult found = signedIn.call("nodes/list", "limit", SHOWN, "running", false);
        for (Value.Members node : found.objects()) {
            concerns.add(
                    new DashboardConcern(
                            badge,
                            Values.text(node, "name"),
                            "/admin/nodes/" + Values.number(node, "id"),
                            words.text("concern.node")));
        }
        more(words, concerns, found, badge, "/admin/nodes");
    }
}
