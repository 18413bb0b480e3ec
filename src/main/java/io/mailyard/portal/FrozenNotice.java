package io.mailyard.portal;

import io.mailyard.accounts.FreezeDetails;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.PortalUser;
import io.mailyard.users.SignedInUser;
import java.util.List;
import java.util.Optional;

/**
 * The one page of a frozen account: why, until when, where to pay, how much mail waits and what
 * still works. Its calls are refused, so this page alone reads past them.
 */
final class FrozenNotice {
    private final PortalAccess access;
    private final PageRenderer pages;
    private final WaitingMail waiting;

    FrozenNotice(PortalAccess access, PageRenderer pages, WaitingMail waiting) {
        this.access = access;
        this.pages = pages;
        this.waiting = waiting;
    }

    /** The notice at the root; every other address leads there. Empty: not frozen any more. */
    Optional<HttpReply> answer(SignedIn signedIn) {
        Optional<PortalUser> user =
                access.gate().signedIn(signedIn.calls().secret()).map(SignedInUser::user);
        Optional<FreezeDetails> freeze = user.flatMap(found -> found.owner().frozen());
        if (freeze.isEmpty() || isLeaving(signedIn)) {
            return Optional.empty();
        }
        boolean root =
                List.of(Portal.ROOT, Portal.ROOT + "/").contains(signedIn.visit().request().path())
                        && !signedIn.visit().request().method().equals("POST");
        return Optional.of(
                root
                        ? page(signedIn, user.orElseThrow(), freeze.get())
                        : Html.redirect(signedIn.visit(), Portal.ROOT));
    }

    private static boolean isLeaving(SignedIn signedIn) {
        return signedIn.visit().request().path().equals(EnteredPages.LEAVE);
    }

    private HttpReply page(SignedIn signedIn, PortalUser user, FreezeDetails freeze) {
        Frame frame = pages.frame(signedIn);
        Translations words = signedIn.words();
        long mail = waiting.of(user.account());
        return Html.page(
                200,
                pages.html(
                        "portal/frozen",
                        frame,
                        "reason",
                        freeze.reason().orElse(""),
                        "since",
                        frame.time(freeze.since()),
                        "until",
                        freeze.until().map(frame::time).orElse(""),
                        "payment",
                        freeze.paymentUrl().filter(FrozenNotice::isLink).orElse(""),
                        "waits",
                        mail == 0
                                ? words.text("portal.frozen.nothing")
                                : words.count("portal.frozen.waits", mail)));
    }

    /** Of the web, and so no script. */
    private static boolean isLink(String url) {
        return url.startsWith("https://") || url.startsWith("http://");
    }
}
