package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Acceptance 23: how well the platform is, since when, and what to do. */
public final class HealthPages {
    static final String PATH = "/admin/health";

    private final PageRenderer pages;
    private final LiveParts live;

    HealthPages(PageRenderer pages, LiveParts live) {
        this.pages = pages;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page).get(PATH + "/live", this::stream);
    }

    /**
     * A finding.
     *
     * @param address of the page about its object; empty: there is none
     * @param since since when it has been so, and how long that is
     * @param advice what to do; empty: nothing
     */
    public record HealthRow(
            Badge badge,
            String what,
            String address,
            String finding,
            List<String> details,
            String since,
            String sinceUtc,
            String checked,
            String advice) {}

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.HEALTH);
        return Html.page(
                200,
                pages.html(
                        "health",
                        frame,
                        "figures",
                        figures(signedIn, frame),
                        "call",
                        CallExample.of("platform/health", Value.Members.NONE)));
    }

    private HttpReply stream(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.HEALTH);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        CallResult health = signedIn.call("platform/health");
        Translations words = signedIn.words();
        String state = Values.text(health.envelope(), "state");
        return pages.html(
                "healthrows",
                frame,
                "overall",
                badge(words, state),
                "rows",
                health.objects().stream().map(check -> row(signedIn, frame, check)).toList());
    }

    private static Badge badge(Translations words, String state) {
        String word = words.text("health.state." + state);
        return switch (state) {
            case "ok" -> Badge.good("circle-check", word);
            case "bad" -> Badge.bad("octagon-pause", word);
            case "warning" -> Badge.warn("triangle-alert", word);
            default -> Badge.off("info", word);
        };
    }

    private static HealthRow row(SignedIn signedIn, Frame frame, Value.Members check) {
        Translations words = signedIn.words();
        String name = Values.text(check, "check");
        String reason = Values.text(check, "reason");
        long value = Values.number(check, "value");
        String object = Values.text(check, "object");
        String what = words.text("health.check." + name);
        Instant now = signedIn.visit().now();
        Optional<Instant> since = Values.time(check, "since");
        boolean well = Values.text(check, "state").equals("ok");
        return new HealthRow(
                badge(words, Values.text(check, "state")),
                object.isEmpty() ? what : what + ": " + object,
                address(signedIn, name, Values.number(check, "id")),
                finding(words, name, reason, value),
                Values.items(check, "details").stream().map(Values::shown).toList(),
                since.map(at -> frame.time(at) + " (" + Ages.ago(words, at, now) + ")").orElse(""),
                Values.text(check, "since"),
                Values.time(check, "checked_at").map(at -> Ages.ago(words, at, now)).orElse(""),
                well ? "" : words.or("health.do." + name + "." + reason, ""));
    }

    /** Returns the finding, with its number in words. */
    private static String finding(Translations words, String name, String reason, long value) {
        if (name.equals("database")) {
            // the exact figure differs at each look, and says nothing
            return words.text("health.database." + reason, words.number((value / 10 + 1) * 10));
        }
        return name.equals("queue") && !reason.equals("empty")
                ? words.text(
                        "health." + name + "." + reason,
                        Ages.text(words, Duration.ofSeconds(value)))
                : words.text("health." + name + "." + reason, words.number(value));
    }

    private static String address(SignedIn signedIn, String name, long id) {
        PanelPerson person = signedIn.person();
        return switch (name) {
            case "node" -> person.mayRead("nodes") ? NodePages.PATH + "/" + id : "";
            case "dns" -> id > 0 && person.mayRead("senders") ? SenderHead.path(id) : "";
            case "queue" -> person.mayRead("senders") ? "/admin/queue?sort=oldest" : "";
            case "platform" -> PlatformPages.PATH;
            case "audit" -> person.mayRead("audit") ? "/admin/audit" : "";
            default -> "";
        };
    }
}
