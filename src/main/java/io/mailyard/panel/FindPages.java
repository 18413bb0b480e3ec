package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.List;

/** The search from anywhere: a page of its own, and the list that a script shows in its dialog. */
final class FindPages {
    private static final String PATH = "/admin/find";

    /** A Message-ID has 998 characters at most. */
    private static final int MOST = 998;

    private final PageRenderer pages;

    FindPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page);
    }

    private HttpReply page(SignedIn signedIn) {
        String typed = signedIn.visit().param("q");
        String asked = typed.substring(0, Math.min(typed.length(), MOST));
        List<Value.Members> found =
                asked.isEmpty()
                        ? List.of()
                        : signedIn.call("tools/find", "text", asked, "lang", signedIn.words().tag())
                                .objects();
        FoundView view = FoundView.of(signedIn.words(), asked, found);
        Frame frame = pages.frame(signedIn);
        return Html.page(
                200,
                signedIn.visit().isPartial()
                        ? pages.html("foundoptions", frame, "view", view)
                        : pages.html("findpage", frame, "view", view));
    }
}
