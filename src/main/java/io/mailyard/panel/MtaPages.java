package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import java.util.List;

/** The section of policies: what kinds there are, each with its number, and their pages. */
public final class MtaPages {
    private final PageRenderer pages;
    private final List<NounKind> kinds;

    MtaPages(PageRenderer pages) {
        this.pages = pages;
        this.kinds = MtaKinds.all(pages);
    }

    void addTo(PanelRoutes routes, PanelSession sessions) {
        routes.get(PolicyExtras.PATH, this::page);
        kinds.forEach(kind -> new NounPages(kind, sessions, pages).addTo(routes));
    }

    /** A kind of policies. */
    public record MtaCard(String title, String text, String count, String icon, String address) {}

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        Frame frame = pages.frame(signedIn, Section.MTA);
        List<MtaCard> cards = kinds.stream().map(kind -> card(signedIn, kind)).toList();
        return Html.page(
                200, pages.html("mta", frame, "title", words.text("menu.mta"), "cards", cards));
    }

    private static MtaCard card(SignedIn signedIn, NounKind kind) {
        Translations words = signedIn.words();
        long total = signedIn.call(kind.call("list"), "limit", 1).number("total_count");
        return new MtaCard(
                words.text("menu." + kind.word()),
                words.text("mta.about." + kind.word()),
                words.number(total),
                kind.icon(),
                kind.path());
    }
}
