package io.mailyard.users;

import io.mailyard.access.Passwords;
import io.mailyard.audit.Actor;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.http.Cookies;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.Query;
import io.mailyard.templates.Language;
import io.mailyard.templates.PageLook;
import io.mailyard.templates.PasswordFault;
import io.mailyard.templates.PasswordForm;
import io.mailyard.templates.PasswordPages;
import io.mailyard.templates.VoidLink;
import io.mailyard.writes.Writes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which a user sets a password, through the link of a welcome mail. Opening it changes
 * nothing, since mail scanners open links too; submitting the form uses up the link.
 */
public final class PasswordPage {
    /** The page's path, which a slash and the link's secret follow. */
    public static final String PATH = "/password";

    private final Users users;
    private final Database database;
    private final Writes writes;
    private final Passwords passwords;
    private final PasswordPages pages;
    private final InstantSource clock;
    private final Map<String, String> headers;

    public PasswordPage(
            Users users,
            Database database,
            Writes writes,
            Passwords passwords,
            PasswordPages pages,
            InstantSource clock) {
        this.users = users;
        this.database = database;
        this.writes = writes;
        this.passwords = passwords;
        this.pages = pages;
        this.clock = clock;
        this.headers =
                Map.of(
                        "Cache-Control", "no-store",
                        "Referrer-Policy", "no-referrer",
                        "X-Content-Type-Options", "nosniff",
                        "Content-Security-Policy", pages.policy());
    }

    /** The user of a link. */
    private sealed interface LinkCheck {
        record Good(PasswordLinks.StoredLink link, Users.UserOfAccount holder)
                implements LinkCheck {}

        record Bad(VoidLink why) implements LinkCheck {}
    }

    /** Shows the form for GET, and processes it for POST. */
    public HttpReply answer(HttpRequest request) {
        String secret = request.path().substring(PATH.length() + 1);
        return switch (database.<LinkCheck>read(tx -> find(tx, secret))) {
            case LinkCheck.Bad(VoidLink why) -> page(404, pages.voided(look(request), why));
            case LinkCheck.Good good ->
                    request.method().equals("POST")
                            ? taken(request, secret, good)
                            : form(request, good, List.of());
        };
    }

    private LinkCheck find(Tx tx, String secret) {
        Optional<PasswordLinks.StoredLink> link = users.links().find(tx, secret);
        if (link.isEmpty()) {
            return new LinkCheck.Bad(VoidLink.UNKNOWN);
        }
        return switch (link.get().state(clock.instant())) {
            case USED -> new LinkCheck.Bad(VoidLink.USED);
            case REPLACED -> new LinkCheck.Bad(VoidLink.REPLACED);
            case EXPIRED -> new LinkCheck.Bad(VoidLink.EXPIRED);
            case GOOD ->
                    users.holder(tx, link.get())
                            .filter(holder -> holder.account().active() && holder.user().active())
                            .<LinkCheck>map(holder -> new LinkCheck.Good(link.get(), holder))
                            .orElse(new LinkCheck.Bad(VoidLink.CLOSED));
        };
    }

    private HttpReply taken(HttpRequest request, String secret, LinkCheck.Good good) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String password = Query.first(body, "password").orElse("");
        String again = Query.first(body, "again").orElse("");
        List<PasswordFault> faults = faults(good.holder(), password, again);
        if (!faults.isEmpty()) {
            return form(request, good, faults);
        }
        String hash = passwords.hash(password);
        String login = login(good.holder());
        Actor actor =
                new Actor("user:" + login, request.address(), agent(request), request.requestId());
        LinkCheck found =
                writes.as(
                        actor,
                        change -> {
                            LinkCheck now = find(change.tx(), secret);
                            if (now
                                    instanceof
                                    LinkCheck.Good(
                                            PasswordLinks.StoredLink link,
                                            Users.UserOfAccount holder)) {
                                users.setPasswordBy(change, link, holder, hash);
                            }
                            return now;
                        });
        return switch (found) {
            case LinkCheck.Bad(VoidLink why) -> page(404, pages.voided(look(request), why));
            case LinkCheck.Good set -> page(200, pages.done(look(request, set), login));
        };
    }

    private static List<PasswordFault> faults(
            Users.UserOfAccount holder, String password, String again) {
        List<PasswordFault> faults = new ArrayList<>();
        String account = holder.account().name().text();
        String email = holder.user().email();
        PasswordRules.broken(password, holder.user().login().text(), account, email)
                .forEach(rule -> faults.add(fault(rule)));
        if (!password.equals(again)) {
            faults.add(PasswordFault.NOT_THE_SAME);
        }
        return faults;
    }

    private static PasswordFault fault(PasswordRules.PasswordRule rule) {
        return switch (rule) {
            case TOO_SHORT -> PasswordFault.TOO_SHORT;
            case TOO_LONG -> PasswordFault.TOO_LONG;
            case HOLDS_NAME -> PasswordFault.LIKE_THE_LOGIN;
            case WELL_KNOWN -> PasswordFault.TOO_COMMON;
        };
    }

    private HttpReply form(HttpRequest request, LinkCheck.Good good, List<PasswordFault> faults) {
        PageLook look = look(request, good);
        PasswordForm form =
                new PasswordForm(
                        look.language(),
                        request.path(),
                        login(good.holder()),
                        good.holder().account().title(),
                        PasswordRules.MIN_CHARS,
                        PasswordRules.MAX_CHARS,
                        faults);
        return page(faults.isEmpty() ? 200 : 422, pages.form(form, look.theme()));
    }

    private static String login(Users.UserOfAccount holder) {
        return holder.user().login() + "@" + holder.account().name();
    }

    /** A user reads the own language where none was chosen in this browser. */
    private static PageLook look(HttpRequest request, LinkCheck.Good good) {
        return PageLook.of(Cookies.of(request), Language.of(good.holder().user().lang()));
    }

    /** An unknown user reads what the browser likes best. */
    private static PageLook look(HttpRequest request) {
        String accepted = String.join(",", request.headers("Accept-Language"));
        return PageLook.of(Cookies.of(request), Language.ofAccepted(accepted));
    }

    private static String agent(HttpRequest request) {
        String agent = request.header("User-Agent").orElse("");
        return agent.substring(0, Math.min(agent.length(), 255));
    }

    private HttpReply page(int status, String html) {
        return new HttpReply.WholeReply(
                status, "text/html; charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
    }
}
