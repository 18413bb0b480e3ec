package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.LiveParts;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Usage;

/** The first page: how the account stands, and what became of its mail. */
final class OverviewPages {
    private static final String LIVE = Portal.ROOT + "/live";

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
        return Html.page(
                200,
                pages.html(
                        "portal/overview",
                        frame,
                        "figures",
                        figures(signedIn, frame),
                        "live",
                        LIVE));
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, PortalSection.OVERVIEW);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        return pages.html(
                "portal/figures",
                frame,
                "usage",
                Usage.of(signedIn.words(), signedIn.call("account/get").object()));
    }
}
