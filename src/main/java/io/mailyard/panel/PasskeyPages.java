package io.mailyard.panel;

import io.mailyard.administrators.PasskeySite;
import io.mailyard.administrators.Passkeys;
import io.mailyard.base.ApiException;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.signin.SignInOrigin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person's passkeys, and signing in by one. */
public final class PasskeyPages {
    private static final String PATH = Panel.ROOT + "/profile/passkeys";
    private static final String IN = Panel.ROOT + SignInPages.IN + "/passkey";

    private final Passkeys passkeys;
    private final PanelSession sessions;
    private final PageRenderer pages;
    private final SignInPages signIn;

    PasskeyPages(Passkeys passkeys, PanelSession sessions, PageRenderer pages, SignInPages signIn) {
        this.passkeys = passkeys;
        this.sessions = sessions;
        this.pages = pages;
        this.signIn = signIn;
    }

    /** One key of the person. */
    public record PasskeyRow(long id, String name, String since, String used) {}

    void addTo(PanelRoutes routes) {
        routes.get(PATH, signedIn -> page(signedIn, 200, ""))
                .post(PATH, this::add)
                .post(PATH + "/confirm", this::confirm)
                .post(PATH + "/remove", this::remove);
    }

    /** The part of the profile that leads here. */
    String part(SignedIn signedIn, Frame frame) {
        return signedIn.person().mustChangePassword()
                ? ""
                : pages.html(
                        "passkeyspart",
                        frame,
                        "count",
                        (long) passkeys.list(signedIn.calls().secret()).size());
    }

    private Optional<PasskeySite> site(Visit visit) {
        return passkeys.site(visit.request().header("Host").orElse(""));
    }

    private HttpReply page(SignedIn signedIn, int status, String fault) {
        Frame frame = pages.frame(signedIn);
        String cookie = signedIn.calls().secret();
        Optional<PasskeySite> site = site(signedIn.visit());
        boolean elsewhere = !signedIn.person().again().isEmpty();
        String options = "";
        String reason = fault;
        if (site.isPresent() && signedIn.person().confirmed() && !elsewhere) {
            try {
                options = passkeys.offer(cookie, site.get());
            } catch (ApiException refused) {
                reason = fault.isEmpty() ? refused.text() : fault;
            }
        }
        List<PasskeyRow> rows =
                passkeys.list(cookie).stream()
                        .map(key ->
                                new PasskeyRow(
                                        key.id(),
                                        key.name(),
                                        frame.time(key.createdAt()),
                                        key.lastUsedAt().map(frame::time).orElse("")))
                        .toList();
        return Html.page(
                status,
                pages.html(
                        "passkeys",
                        frame,
                        "rows",
                        rows,
                        "options",
                        options,
                        "site",
                        site.map(PasskeySite::id).orElse(""),
                        "known",
                        passkeys.address(),
                        "confirmed",
                        signedIn.person().confirmed(),
                        "elsewhere",
                        elsewhere,
                        "fault",
                        reason,
                        "done",
                        done(signedIn)));
    }

    private static String done(SignedIn signedIn) {
        return switch (signedIn.visit().param("done")) {
            case "added" -> signedIn.words().text("passkeys.added");
            case "removed" -> signedIn.words().text("passkeys.removed");
            default -> "";
        };
    }

    private static SignInOrigin origin(Visit visit) {
        return SignInOrigin.of(visit.request());
    }

    private HttpReply confirm(SignedIn signedIn) {
        PanelSignInResult result =
                sessions.confirm(
                        signedIn.calls().secret(),
                        signedIn.visit().field("password"),
                        signedIn.visit().request());
        return result instanceof PanelSignInResult.PanelSessionOpened
                ? Html.redirect(signedIn.visit(), PATH)
                : page(signedIn, 422, ProfilePages.why(signedIn, result));
    }

    private HttpReply add(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Optional<PasskeySite> site = site(visit);
        try {
            boolean added =
                    site.isPresent()
                            && passkeys.add(
                                    signedIn.calls().secret(),
                                    visit.field("name"),
                                    visit.field("credential"),
                                    site.get(),
                                    origin(visit));
            return added
                    ? Html.redirect(visit, PATH + "?done=added")
                    : page(signedIn, 422, signedIn.words().text("passkeys.wrong"));
        } catch (ApiException refused) {
            return page(signedIn, 422, ServerTexts.of(signedIn.words(), refused.text()));
        }
    }

    private HttpReply remove(SignedIn signedIn) {
        String id = signedIn.visit().field("passkey");
        if (id.matches("[1-9][0-9]{0,17}")) {
            passkeys.remove(
                    signedIn.calls().secret(), Long.parseLong(id), origin(signedIn.visit()));
        }
        return Html.redirect(signedIn.visit(), PATH + "?done=removed");
    }

    /** The answer where nobody need be signed in; empty: it is no such address. */
    Optional<HttpReply> answer(Visit visit) {
        String path = visit.request().path();
        if (!path.startsWith(IN) || !visit.request().method().equals("POST")) {
            return Optional.empty();
        }
        if (path.equals(IN + "/options")) {
            return Optional.of(options(visit));
        }
        return path.equals(IN) ? Optional.of(enter(visit)) : Optional.empty();
    }

    private HttpReply options(Visit visit) {
        Optional<PasskeySite> site = site(visit);
        if (site.isEmpty()) {
            return json(409, "{}");
        }
        return json(200, passkeys.ask(site.get()));
    }

    private static HttpReply json(int status, String body) {
        return new HttpReply.WholeReply(
                status,
                "application/json",
                Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpReply enter(Visit visit) {
        Optional<PasskeySite> site = site(visit);
        return site.isEmpty()
                ? signIn.failed(visit, 422, visit.words().text("passkeys.wrong"))
                : signIn.entered(
                        visit,
                        PanelSession.result(
                                passkeys.signIn(
                                        visit.field("credential"), site.get(), origin(visit)),
                                "passkeys.wrong"),
                        visit.field("to"));
    }
}
