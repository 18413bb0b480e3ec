package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The first page: how the platform stands, and what wants attention. */
public final class Dashboard {
    private static final int SHOWN = 8;

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
    public record Concern(Badge badge, String title, String address, String reason) {}

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        if (!signedIn.person().mayRead("accounts") && !frame.menu().isEmpty()) {
            return Html.redirect(signedIn.visit(), frame.menu().getFirst().address());
        }
        return Html.page(200, pages.html("dashboard", frame, "figures", figures(signedIn, frame)));
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        return pages.html(
                "figures", frame, "tiles", tiles(signedIn), "concerns", concerns(signedIn));
    }

    private static List<Tile> tiles(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members ledger = signedIn.call("ledger/get").object();
        long accounts = total(signedIn);
        long frozen = total(signedIn, "is_frozen", true);
        List<Tile> tiles = new ArrayList<>();
        tiles.add(
                new Tile(
                        words.text("dashboard.accounts"),
                        words.number(accounts),
                        words.count("dashboard.frozen", frozen),
                        "/admin/accounts",
                        false));
        tiles.add(tile(words, "dashboard.accepted", ledger, "accepted"));
        tiles.add(tile(words, "dashboard.delivered", ledger, "delivered"));
        tiles.add(
                new Tile(
                        words.text("dashboard.bounced"),
                        words.number(Values.number(ledger, "bounced")),
                        words.text(
                                "dashboard.expired",
                                words.number(Values.number(ledger, "expired"))),
                        "",
                        false));
        tiles.add(tile(words, "dashboard.queued", ledger, "queued"));
        return tiles;
    }

    private static Tile tile(
            Translations words, String label, Value.Members ledger, String member) {
        return new Tile(
                words.text(label),
                words.number(Values.number(ledger, member)),
                words.text("dashboard.recipients"),
                "",
                false);
    }

    private static long total(SignedIn signedIn, Object... filter) {
        Object[] params = new Object[filter.length + 2];
        params[0] = "limit";
        params[1] = 1;
        System.arraycopy(filter, 0, params, 2, filter.length);
        return signedIn.call("accounts/list", params).number("total_count");
    }

    private static List<Concern> concerns(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<Concern> concerns = new ArrayList<>();
        CallResult platform = signedIn.calls().call("platform/status");
        if (Values.flag(platform.object(), "stopped")) {
            concerns.add(
                    new Concern(
                            Badge.bad("octagon-pause", words.text("concern.stopped")),
                            words.text("concern.stopped.title"),
                            PlatformPages.PATH,
                            Values.text(platform.object(), "reason")));
        }
        if (signedIn.person().mayRead("nodes")) {
            nodes(signedIn, concerns);
        }
        for (Value.Members account :
                signedIn.call("accounts/list", "limit", SHOWN, "is_frozen", true).objects()) {
            concerns.add(
                    new Concern(
                            Badge.ofState("frozen", words),
                            Values.text(account, "title"),
                            "/admin/accounts/" + Values.number(account, "id"),
                            Values.text(Values.object(account, "frozen_details"), "reason")));
        }
        return concerns;
    }

    private static void nodes(SignedIn signedIn, List<Concern> concerns) {
        Translations words = signedIn.words();
        for (Value.Members node : signedIn.call("nodes/list", "limit", SHOWN).objects()) {
            long id = Values.number(node, "id");
            CallResult status = signedIn.calls().call("nodes/mta/status", "id", id);
            if (status.isOk() && !Values.flag(status.object(), "running")) {
                concerns.add(
                        new Concern(
                                Badge.bad("server", words.text("node.stopped")),
                                Values.text(node, "name"),
                                "/admin/nodes/" + id,
                                words.text("concern.node")));
            }
        }
    }
}
