package io.mailyard.portal;

import io.mailyard.accounts.OwnAccountRoutes;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.CallResult;
import io.mailyard.panel.FormView;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.Forms;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.ProfilePages;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Values;
import io.mailyard.panel.Visit;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.templates.Language;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.UserProfile;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Details that users give of themselves on their profile page: names, language, zone, mail address,
 * alerts; and of the account, where they have all rights in it.
 */
public final class OwnProfile {
    private static final String PATH = Portal.ROOT + "/profile";
    private static final String GET = "profile/get";
    private static final String SAVE = "profile/save";
    private static final String ALERTS = OwnAlerts.NAME;
    private static final String NOTIFY_EMAIL = OwnAlerts.NOTIFY_EMAIL;

    private final PortalAccess access;
    private final PageRenderer pages;
    private final ProfilePages profile;

    OwnProfile(PortalAccess access, PageRenderer pages, ProfilePages profile) {
        this.access = access;
        this.pages = pages;
        this.profile = profile;
    }

    void addTo(PanelRoutes routes) {
        routes.post(PATH + "/own", this::save)
                .post(PATH + "/alerts", this::saveAlerts)
                .post(PATH + "/alerts/test", this::sample)
                .post(PATH + "/email", this::changeEmail)
                .post(PATH + "/account", this::saveAccount);
    }

    /**
     * The mail address as the page shows it.
     *
     * @param waiting a new one that is not proved yet; empty: none
     * @param typed what stands in the field for a new one
     * @param faults what is wrong with it
     */
    public record EmailPart(String email, String waiting, String typed, List<String> faults) {}

    /**
     * Forms that were sent and have faults, by their part; the others show what is stored.
     *
     * @param conflict whether another has changed what the form shows since it was opened
     */
    record SentForms(String part, List<Fault> faults, boolean conflict) {
        private static final SentForms NONE = new SentForms("", List.of());

        SentForms(String part, List<Fault> faults) {
            this(part, faults, false);
        }

        List<Fault> of(String other) {
            return part.equals(other) ? faults : List.of();
        }

        boolean is(String other) {
            return part.equals(other);
        }

        boolean isOvertaken(String other) {
            return conflict && is(other);
        }

        /** A part's inputs: as they were sent, or as they are stored. */
        List<Input> inputs(String other, SignedIn signedIn, Forms form, Value.Members now) {
            Map<String, Input> inputs =
                    is(other)
                            ? form.sent(
                                    signedIn.visit(),
                                    faults,
                                    conflict ? Optional.of(now) : Optional.empty())
                            : form.shown(now);
            return List.copyOf(inputs.values());
        }
    }

    /** The part of the page above password, second factor and sessions. */
    static String html(PageRenderer pages, SignedIn signedIn, Frame frame) {
        return html(pages, signedIn, frame, SentForms.NONE);
    }

    private static String html(PageRenderer pages, SignedIn signedIn, Frame frame, SentForms sent) {
        Value.Members found = signedIn.call(GET).object();
        Value.Members user = Values.object(found, "user");
        return own(pages, signedIn, frame, user, sent)
                + OwnAlerts.html(pages, signedIn, frame, user, sent)
                + (signedIn.person().mayWrite("account")
                        ? account(pages, signedIn, frame, found, sent)
                        : "");
    }

    private static String own(
            PageRenderer pages,
            SignedIn signedIn,
            Frame frame,
            Value.Members user,
            SentForms sent) {
        Forms form = ownForm(signedIn);
        Visit visit = signedIn.visit();
        boolean ofEmail = sent.is("email");
        return pages.html(
                "portal/own",
                frame,
                "login",
                signedIn.person().user().orElseThrow().login(),
                "inputs",
                sent.inputs("own", signedIn, form, user),
                "faults",
                form.others(sent.of("own")),
                "version",
                version(form, user),
                "conflict",
                sent.isOvertaken("own"),
                "confirmed",
                signedIn.person().confirmed(),
                "email",
                new EmailPart(
                        Values.text(user, "email"),
                        Values.text(user, "email_asked"),
                        ofEmail ? visit.field("email").strip() : "",
                        sent.of("email").stream().map(Fault::reason).toList()));
    }

    private static String version(Forms form, Value.Members now) {
        return FormView.versionOf(List.copyOf(form.shown(now).values()));
    }

    /** The version of what a part of the page shows. */
    private static String version(SignedIn signedIn, String part, Value.Members found) {
        Value.Members user = Values.object(found, "user");
        return switch (part) {
            case "own" -> version(ownForm(signedIn), user);
            case ALERTS -> OwnAlerts.version(user);
            default -> version(accountForm(signedIn), found);
        };
    }

    private static String account(
            PageRenderer pages,
            SignedIn signedIn,
            Frame frame,
            Value.Members found,
            SentForms sent) {
        Forms form = accountForm(signedIn);
        return pages.html(
                "portal/ownaccount",
                frame,
                "inputs",
                sent.inputs("account", signedIn, form, found),
                "faults",
                form.others(sent.of("account")),
                "version",
                version(form, found),
                "conflict",
                sent.isOvertaken("account"));
    }

    private static Forms ownForm(SignedIn signedIn) {
        return new Forms(signedIn.visit(), "users", UserProfile.OWN);
    }

    private static Forms accountForm(SignedIn signedIn) {
        return new Forms(signedIn.visit(), "accounts", OwnAccountRoutes.PROFILE);
    }

    private HttpReply save(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        return saved(
                signedIn,
                "own",
                ownForm(signedIn).params(visit),
                () ->
                        Html.redirect(
                                PATH + "?done=saved",
                                Visit.keptLanguage(Language.of(visit.field("lang")))));
    }

    private HttpReply saveAccount(SignedIn signedIn) {
        return saved(
                signedIn,
                "account",
                accountForm(signedIn).params(signedIn.visit()),
                () -> Html.redirect(signedIn.visit(), PATH + "?done=saved"));
    }

    private HttpReply saveAlerts(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        String address = visit.field(NOTIFY_EMAIL).strip();
        Map<String, Value> params = OwnAlerts.params(visit);
        return saved(
                signedIn,
                ALERTS,
                params,
                () -> {
                    Value.Members user = Values.object(signedIn.call(GET).object(), "user");
                    boolean counts = Values.text(user, NOTIFY_EMAIL).equals(address);
                    return Html.redirect(visit, PATH + (counts ? "?done=saved" : "?done=notify"));
                });
    }

    /** Mails a sample of an alert to whoever is signed in. */
    private HttpReply sample(SignedIn signedIn) {
        Value.Members user = Values.object(signedIn.call(GET).object(), "user");
        signedIn.call(
                "account/alerts/test",
                "name",
                Values.text(user, "username"),
                "kind",
                signedIn.visit().field("kind"));
        return Html.redirect(signedIn.visit(), PATH + "?done=sample");
    }

    /** Answer that follows where a call took the form. */
    private interface Then {
        HttpReply go();
    }

    /** Saves a part, unless another has changed it since the form was opened. */
    private HttpReply saved(SignedIn signedIn, String part, Map<String, Value> params, Then then) {
        String opened = signedIn.visit().field("version");
        if (!opened.isEmpty()
                && !opened.equals(version(signedIn, part, signedIn.call(GET).object()))) {
            return again(signedIn, 409, new SentForms(part, List.of(), true));
        }
        access.people().profile().free(signedIn.calls().secret());
        CallResult result = signedIn.calls().call(SAVE, new Value.Members(params));
        if (result.isOk()) {
            return then.go();
        }
        List<Fault> faults = new ArrayList<>(result.faults());
        if (faults.isEmpty() && result.error() != 429) {
            throw new SignedIn.CallRefused(result);
        }
        if (faults.isEmpty()) {
            faults.add(new Fault("", result.errorText()));
        }
        return again(signedIn, 422, new SentForms(part, faults));
    }

    private HttpReply again(SignedIn signedIn, int status, SentForms sent) {
        Frame frame = pages.frame(signedIn);
        return profile.page(
                signedIn,
                status,
                html(pages, signedIn, frame, sent)
                        + OwnIdentities.html(pages, access, signedIn, frame, List.of()));
    }

    private HttpReply changeEmail(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        String typed = visit.field("email").strip();
        Optional<String> fault = profile.unconfirmed(signedIn);
        List<String> faults = fault.map(List::of).orElse(List.of());
        if (fault.isEmpty()) {
            try {
                access.profile()
                        .changeEmail(
                                signedIn.calls().secret(), typed, SignInOrigin.of(visit.request()));
                return Html.redirect(visit, PATH + "?done=email");
            } catch (ApiException refused) {
                if (refused.faults().isEmpty()) {
                    throw refused;
                }
                faults = ProfilePages.reasons(signedIn, refused);
            }
        }
        return again(
                signedIn,
                422,
                new SentForms(
                        "email", faults.stream().map(one -> new Fault("email", one)).toList()));
    }
}
