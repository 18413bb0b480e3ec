package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import java.util.List;

/**
 * A secret, such as a token's, which is shown this once: with a button that copies it, and "I have
 * it". A script asks before the page is left otherwise.
 *
 * @param title of the page
 * @param crumbs the pages above it
 * @param label what the secret is
 * @param text what to know about it, a sentence each
 * @param back where "I have it" leads
 */
public record SecretPage(
        String title,
        List<Frame.Crumb> crumbs,
        String label,
        String secret,
        List<String> text,
        String back) {
    /** The page as an answer, which browsers do not store: the secret cannot be shown again. */
    public HttpReply of(PageRenderer pages, SignedIn signedIn, PageSection section) {
        Frame frame = pages.frame(signedIn, section);
        return Html.page(200, pages.html("secret", frame, "page", this));
    }

    /** Masks the secret. */
    @Override
    public String toString() {
        return "SecretPage[" + title + ", ***]";
    }
}
