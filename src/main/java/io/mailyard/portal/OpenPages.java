package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.Panel;
import io.mailyard.panel.SignInPages;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Visit;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.UserEntries;
import io.mailyard.users.UserProfile;
import java.util.List;
import java.util.Optional;

/**
 * Pages for which nobody need be signed in: a forgotten password, the proof of an address, and the
 * code by which an administrator enters as a user. Opening a link changes nothing, since mail
 * scanners open links too; the button on its page does.
 */
public final class OpenPages {
    private static final String FORGOTTEN = Portal.ROOT + "/forgotten";
    private static final String EMAIL = Portal.ROOT + "/email/";
    private static final String ENTER = Portal.ROOT + "/enter/";

    private final PortalAccess access;
    private final PageRenderer pages;
    private final SignInPages signIn;
    private final String panelUrl;

    OpenPages(PortalAccess access, PageRenderer pages, SignInPages signIn, String panelUrl) {
        this.panelUrl = panelUrl;
        this.access = access;
        this.pages = pages;
        this.signIn = signIn;
    }

    /** A page with one button. */
    public record Confirmation(
            String title, List<String> texts, String warning, String action, String submit) {}

    Optional<HttpReply> answer(Visit visit) {
        String path = visit.request().path();
        boolean post = visit.request().method().equals("POST");
        if (path.equals(FORGOTTEN)) {
            return Optional.of(post ? forgotten(visit) : forgottenForm(visit));
        }
        if (path.equals(EnteredPages.LEFT) && !panelUrl.isEmpty()) {
            return Optional.of(left(visit));
        }
        if (path.startsWith(EMAIL)) {
            String secret = path.substring(EMAIL.length());
            return Optional.of(post ? prove(visit, secret) : proof(visit, secret));
        }
        if (path.startsWith(ENTER)) {
            String code = path.substring(ENTER.length());
            return Optional.of(post ? enter(visit, code) : entry(visit, code));
        }
        return Optional.empty();
    }

    /** The way back to the panel of whoever had entered as a user. */
    private HttpReply left(Visit visit) {
        String account = visit.param("account");
        String back = account.matches("[1-9][0-9]{0,17}") ? "/accounts/" + account + "/users" : "";
        Frame frame = pages.frame(visit);
        return Html.page(
                200, pages.html("portal/left", frame, "panel", panelUrl + Panel.ROOT + back));
    }

    private HttpReply forgottenForm(Visit visit) {
        return Html.page(200, pages.html("portal/forgotten", pages.frame(visit)));
    }

    /** Says the same whether or not there is such a login. */
    private HttpReply forgotten(Visit visit) {
        String login = visit.field("login").strip();
        if (!login.isEmpty()) {
            access.forgotten().ask(login, SignInOrigin.of(visit.request()));
        }
        Translations words = visit.words();
        return said(
                visit,
                200,
                words.text("portal.forgotten.done"),
                List.of(
                        words.text("portal.forgotten.done.text"),
                        words.text("portal.forgotten.done.else")));
    }

    private HttpReply proof(Visit visit, String secret) {
        Translations words = visit.words();
        return access.profile()
                .proved(secret)
                .map(proved ->
                        confirmation(
                                visit,
                                new Confirmation(
                                        words.text("portal.email.title"),
                                        List.of(
                                                words.text(
                                                        proved.ofNotices()
                                                                ? "portal.notify.text"
                                                                : "portal.email.text",
                                                        proved.email())),
                                        "",
                                        EMAIL + secret,
                                        words.text("portal.email.submit"))))
                .orElseGet(() -> voidLink(visit, "portal.email.void"));
    }

    private HttpReply prove(Visit visit, String secret) {
        Translations words = visit.words();
        boolean ofNotices =
                access.profile()
                        .proved(secret)
                        .filter(UserProfile.ProvedAddress::ofNotices)
                        .isPresent();
        return access.profile().prove(secret, SignInOrigin.of(visit.request()))
                ? said(
                        visit,
                        200,
                        words.text("portal.email.done"),
                        List.of(
                                words.text(
                                        ofNotices
                                                ? "portal.notify.done"
                                                : "portal.email.done.text")))
                : voidLink(visit, "portal.email.void");
    }

    private HttpReply entry(Visit visit, String code) {
        Translations words = visit.words();
        return access.entries()
                .find(code)
                .map(offer ->
                        confirmation(
                                visit,
                                new Confirmation(
                                        words.text("portal.enter.title", offer.user().signInName()),
                                        List.of(
                                                words.text(
                                                        "portal.enter.text",
                                                        offer.by(),
                                                        offer.user().owner().title()),
                                                words.count(
                                                        "portal.enter.lasts",
                                                        UserEntries.LASTS.toMinutes())),
                                        words.text(
                                                offer.mayChange()
                                                        ? "portal.entered.changes"
                                                        : "portal.entered.readonly"),
                                        ENTER + code,
                                        words.text("portal.enter.submit"))))
                .orElseGet(() -> voidLink(visit, "portal.enter.void"));
    }

    private HttpReply enter(Visit visit, String code) {
        return access.entries()
                .enter(code, SignInOrigin.of(visit.request()))
                .map(cookie -> signIn.open(Portal.ROOT, cookie))
                .orElseGet(() -> voidLink(visit, "portal.enter.void"));
    }

    private HttpReply voidLink(Visit visit, String why) {
        Translations words = visit.words();
        return said(visit, 404, words.text("portal.void"), List.of(words.text(why)));
    }

    private HttpReply confirmation(Visit visit, Confirmation confirmation) {
        Frame frame = pages.frame(visit);
        return Html.page(200, pages.html("portal/confirm", frame, "of", confirmation));
    }

    private HttpReply said(Visit visit, int status, String title, List<String> texts) {
        Frame frame = pages.frame(visit);
        return Html.page(status, pages.html("portal/said", frame, "title", title, "texts", texts));
    }
}
