package io.mailyard.portal;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.CallResult;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.LiveParts;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.ProfilePages;
import io.mailyard.panel.SecretPage;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Values;
import io.mailyard.panel.Visit;
import io.mailyard.portal.FirstMessage.WizardStep;
import io.mailyard.users.PortalAccess;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way from nothing to the first delivered message, in five steps, each with its call and a
 * check of its own.
 */
final class FirstMessagePages {
    private static final String PATH = Portal.ROOT + "/start";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final PortalAccess access;
    private final PageRenderer pages;
    private final ProfilePages profile;
    private final LiveParts live;
    private final SendingPages.SendingAddresses sending;

    FirstMessagePages(
            PortalAccess access,
            PageRenderer pages,
            ProfilePages profile,
            LiveParts live,
            SendingPages.SendingAddresses sending) {
        this.access = access;
        this.pages = pages;
        this.profile = profile;
        this.live = live;
        this.sending = sending;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page)
                .get(PATH + "/live/{message}", this::live)
                .post(PATH + "/domain", this::addDomain)
                .post(PATH + "/proof", this::prove)
                .post(PATH + "/token", this::makeToken)
                .post(PATH + "/send", this::send);
    }

    private HttpReply page(SignedIn signedIn) {
        return page(signedIn, 200, Map.of());
    }

    /**
     * The page.
     *
     * @param faults what is wrong with what was sent, by step
     */
    private HttpReply page(SignedIn signedIn, int status, Map<WizardStep, String> faults) {
        Frame frame = pages.frame(signedIn, PortalSection.START);
        FirstMessage way = FirstMessage.read(signedIn, frame);
        Visit visit = signedIn.visit();
        String from =
                typed(
                        visit,
                        "from",
                        "test@" + (way.domain().isEmpty() ? "example.com" : way.domain()));
        String to = typed(visit, "to", email(signedIn));
        return Html.page(
                status,
                pages.html(
                        "portal/start",
                        frame,
                        "way",
                        way,
                        "faults",
                        faults,
                        "typed",
                        visit.field("domain"),
                        "from",
                        from,
                        "to",
                        to,
                        "smtp",
                        sending.smtp(),
                        "part",
                        delivery(frame, way.message(), way.delivery()),
                        "live",
                        PATH + "/live/" + way.message()));
    }

    private static String typed(Visit visit, String field, String other) {
        return visit.field(field).isEmpty() ? other : visit.field(field);
    }

    private String email(SignedIn signedIn) {
        return access.gate()
                .signedIn(signedIn.calls().secret())
                .map(found -> found.user().email())
                .filter(email -> !email.isEmpty())
                .orElse("you@example.com");
    }

    private String delivery(Frame frame, long message, FirstMessage.Delivery delivery) {
        return pages.html("portal/delivery", frame, "message", message, "delivery", delivery);
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, PortalSection.START);
        long message = Visit.number(signedIn.visit(), "message");
        FirstMessage.delivery(signedIn, message); // where there is none, a page says so
        return live.stream(
                signedIn,
                "delivery",
                () -> delivery(frame, message, FirstMessage.delivery(signedIn, message)));
    }

    /** On to the next step, or the page again with what the call refuses. */
    private HttpReply after(SignedIn signedIn, WizardStep step, CallResult result, String to) {
        if (result.isOk()) {
            return Html.redirect(signedIn.visit(), to);
        }
        if (result.error() == 403) {
            throw new SignedIn.CallRefused(result);
        }
        String text =
                result.faults().stream().map(Fault::reason).findFirst().orElse(result.errorText());
        return page(signedIn, 422, Map.of(step, signedIn.words().said(text)));
    }

    private HttpReply addDomain(SignedIn signedIn) {
        return after(
                signedIn,
                WizardStep.DOMAIN,
                signedIn.calls()
                        .call("domains/add", "domain", signedIn.visit().field("domain").strip()),
                PATH);
    }

    private HttpReply prove(SignedIn signedIn) {
        String id = signedIn.visit().field("id");
        return after(
                signedIn,
                WizardStep.PROOF,
                signedIn.calls().call("domains/verify", "id", id.isEmpty() ? "0" : id),
                PATH);
    }

    private HttpReply makeToken(SignedIn signedIn) {
        Optional<String> unconfirmed = profile.unconfirmed(signedIn);
        if (unconfirmed.isPresent()) {
            return page(signedIn, 422, Map.of(WizardStep.TOKEN, unconfirmed.get()));
        }
        Translations words = signedIn.words();
        String name = "first-message-" + STAMP.format(signedIn.visit().now());
        CallResult made =
                signedIn.calls()
                        .call("tokens/save", "name", name, "scopes", List.of("messages:write"));
        if (!made.isOk()) {
            return after(signedIn, WizardStep.TOKEN, made, PATH);
        }
        return new SecretPage(
                        words.text("portal.start.secret"),
                        List.of(
                                new Frame.Crumb(words.text("portal.menu.start"), PATH),
                                new Frame.Crumb(name, "")),
                        words.text("portal.start.token"),
                        Values.text(made.object(), "token"),
                        List.of(words.text("portal.start.secret.text")),
                        PATH)
                .of(pages, signedIn, PortalSection.START);
    }

    private HttpReply send(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        CallResult sent =
                signedIn.calls()
                        .call(
                                "messages/send",
                                "from",
                                visit.field("from").strip(),
                                "to",
                                List.of(visit.field("to").strip()),
                                "subject",
                                signedIn.words().text("portal.start.subject"),
                                "text",
                                signedIn.words().text("portal.start.body"));
        return after(
                signedIn,
                WizardStep.SEND,
                sent,
                PATH + "?message=" + Values.text(sent.object(), "message_id"));
    }
}
