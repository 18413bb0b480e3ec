package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.Badge;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.LiveParts;
import io.mailyard.panel.MailChart;
import io.mailyard.panel.MailFigures;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Tile;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Usage;
import io.mailyard.panel.Values;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The first page: what became of the account's mail, what waits, and what wants attention. */
final class OverviewPages {
    private static final String LIVE = Portal.ROOT + "/live";

    /** Today, and the days before it that are counted with it. */
    private static final int DAYS = 7;

    private final PageRenderer pages;
    private final LiveParts live;

    OverviewPages(PageRenderer pages, LiveParts live) {
        this.pages = pages;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get(Portal.ROOT, this::page).get(LIVE, this::live);
    }

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, PortalSection.OVERVIEW);
        Value.Members account = account(signedIn);
        return Html.page(
                200,
                pages.html(
                        "portal/overview",
                        frame,
                        "badge",
                        Badge.ofState("active", signedIn.words()),
                        "figures",
                        figures(signedIn, frame, account),
                        "live",
                        LIVE,
                        "chart",
                        MailFigures.lastDay(signedIn),
                        "concerns",
                        Concerns.of(signedIn, account),
                        "isNew",
                        isNew(signedIn)));
    }

    /** Whether the account has had no mail yet. */
    private static boolean isNew(SignedIn signedIn) {
        return signedIn.person().mayRead("messages")
                && Values.number(signedIn.call("ledger/get").object(), "accepted") == 0;
    }

    private static Value.Members account(SignedIn signedIn) {
        return signedIn.call("account/get").object();
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, PortalSection.OVERVIEW);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame, account(signedIn)));
    }

    private String figures(SignedIn signedIn, Frame frame, Value.Members account) {
        return pages.html(
                "portal/figures",
                frame,
                "tiles",
                tiles(signedIn),
                "usage",
                Usage.of(signedIn.words(), account),
                "chart",
                MailFigures.lastDay(signedIn).json());
    }

    /** Mail of the reader's today, and of the days that end with it. */
    private record MailOfDays(Value.Members today, List<Value.Members> all) {
        static MailOfDays read(SignedIn signedIn) {
            ZoneId zone = signedIn.visit().zone();
            LocalDate day = LocalDate.ofInstant(signedIn.visit().now(), zone);
            Instant midnight = day.atStartOfDay(zone).toInstant();
            List<Value.Members> rows =
                    signedIn.call(
                                    "statistics/get",
                                    "since",
                                    day.minusDays(DAYS - 1L).atStartOfDay(zone).toInstant(),
                                    "step",
                                    "day",
                                    "zone",
                                    zone.getId())
                            .objects();
            Optional<Value.Members> today =
                    rows.stream()
                            .filter(row ->
                                    Values.time(row, "at")
                                            .filter(at -> !at.isBefore(midnight))
                                            .isPresent())
                            .findFirst();
            return new MailOfDays(today.orElse(Values.members()), rows);
        }

        long week(ToLongFunction<Value.Members> figure) {
            return all.stream().mapToLong(figure).sum();
        }
    }

    private static List<Tile> tiles(SignedIn signedIn) {
        Translations words = signedIn.words();
        MailOfDays days = MailOfDays.read(signedIn);
        List<Tile> tiles = new ArrayList<>();
        tiles.add(tile(words, days, "portal.accepted", row -> Values.number(row, "accepted")));
        tiles.add(tile(words, days, "portal.delivered", row -> Values.number(row, "delivered")));
        tiles.add(tile(words, days, "portal.bounced", MailChart::bounced));
        tiles.add(rate(words, days));
        long waits = Values.number(signedIn.call("ledger/get").object(), "queued");
        tiles.add(
                new Tile(
                        words.text("portal.waits"),
                        words.number(waits),
                        words.text(waits == 0 ? "portal.waits.none" : "portal.waits.some"),
                        "",
                        false));
        return tiles;
    }

    private static Tile tile(
            Translations words, MailOfDays days, String key, ToLongFunction<Value.Members> figure) {
        return new Tile(
                words.text(key),
                words.number(figure.applyAsLong(days.today())),
                words.text("portal.week", words.number(days.week(figure))),
                "",
                false);
    }

    /** The share of bounces of a week, of which a day may have too few. */
    private static Tile rate(Translations words, MailOfDays days) {
        long bounced = days.week(MailChart::bounced);
        long delivered = days.week(row -> Values.number(row, "delivered"));
        boolean tooMany = Concerns.isTooMany(bounced, delivered);
        return new Tile(
                words.text("portal.rate"),
                MailFigures.percent(words, bounced, bounced + delivered),
                words.text(tooMany ? "portal.rate.bad" : "portal.rate.good"),
                "",
                tooMany);
    }
}
