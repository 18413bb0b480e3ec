package io.mailyard.portal;

import io.mailyard.api.Binder;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.Calls;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.Forms;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.ProfilePages;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Visit;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.templates.Language;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.PortalUser;
import io.mailyard.users.SignedInUser;
import io.mailyard.users.User;
import io.mailyard.users.UserProfile;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What users say of themselves on their profile page: names, language, zone, mail address. */
public final class OwnProfile {
    private static final String PATH = Portal.ROOT + "/profile";

    private static final String ALERTS = "alerts";

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
                .post(PATH + "/email", this::changeEmail);
    }

    /**
     * The mail address as the page shows it.
     *
     * @param waiting a new one that is not proved yet; empty: none
     * @param typed what stands in the field for a new one
     * @param faults what is wrong with it
     */
    public record EmailPart(String email, String waiting, String typed, List<String> faults) {}

    /** The part of the page. */
    static String html(PortalAccess access, PageRenderer pages, SignedIn signedIn, Frame frame) {
        PortalUser user = user(access, signedIn);
        return html(
                        pages,
                        signedIn,
                        frame,
                        form(signedIn).shown(values(user)).values(),
                        List.of(),
                        email(access, user, "", List.of()))
                + alerts(pages, frame, user);
    }

    /** The part of the page with the alerts and reports that a user gets. */
    private static String alerts(PageRenderer pages, Frame frame, PortalUser user) {
        Translations words = frame.words();
        Input input =
                new Input(
                        ALERTS,
                        "checks",
                        words.text("user.alerts"),
                        "",
                        String.join(" ", user.user().alerts()),
                        User.ALERT_PARAMS.stream()
                                .map(Param::name)
                                .map(name ->
                                        new SelectOption(name, words.text("user.alert." + name)))
                                .toList(),
                        false,
                        "",
                        "",
                        "",
                        "",
                        "");
        return pages.html(
                "portal/alerts", frame, "address", user.user().notifyEmail(), "input", input);
    }

    private HttpReply saveAlerts(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Set<String> on =
                User.ALERT_PARAMS.stream()
                        .map(Param::name)
                        .filter(name -> visit.field(ALERTS + ":" + name).equals("true"))
                        .collect(Collectors.toSet());
        access.profile()
                .saveAlerts(signedIn.calls().secret(), on, SignInOrigin.of(visit.request()));
        return Html.redirect(visit, PATH + "?done=saved");
    }

    private static String html(
            PageRenderer pages,
            SignedIn signedIn,
            Frame frame,
            Collection<Input> inputs,
            List<Fault> faults,
            EmailPart email) {
        return pages.html(
                "portal/own",
                frame,
                "login",
                signedIn.person().user().orElseThrow().login(),
                "inputs",
                List.copyOf(inputs),
                "faults",
                faults,
                "confirmed",
                signedIn.person().confirmed(),
                "email",
                email);
    }

    private static PortalUser user(PortalAccess access, SignedIn signedIn) {
        return access.gate()
                .signedIn(signedIn.calls().secret())
                .map(SignedInUser::user)
                .orElseThrow(Calls.SessionOver::new);
    }

    private static Forms form(SignedIn signedIn) {
        return new Forms(signedIn.visit(), "users", UserProfile.OWN);
    }

    private static Value.Members values(PortalUser user) {
        return JsonText.read(
                JsonText.write(out -> Fields.write(out, UserProfile.OWN, user.user().values())));
    }

    private static EmailPart email(
            PortalAccess access, PortalUser user, String typed, List<String> faults) {
        return new EmailPart(
                user.email(), access.profile().waiting(user).orElse(""), typed, faults);
    }

    private HttpReply save(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Forms form = form(signedIn);
        Value.Members sent = new Value.Members(form.params(visit));
        List<Fault> faults = new ArrayList<>(Calls.unfit(sent));
        Params params = Binder.bind(params(), sent, "", WireFormat.JSON, faults);
        if (faults.isEmpty()) {
            try {
                access.profile()
                        .save(signedIn.calls().secret(), params, SignInOrigin.of(visit.request()));
                return Html.redirect(
                        PATH + "?done=saved", Visit.keptLanguage(Language.of(visit.field("lang"))));
            } catch (ApiException refused) {
                if (refused.faults().isEmpty()) {
                    throw refused;
                }
                faults.addAll(refused.faults());
            }
        }
        Frame frame = pages.frame(signedIn);
        String part =
                html(
                        pages,
                        signedIn,
                        frame,
                        form.sent(visit, faults, Optional.empty()).values(),
                        form.others(faults),
                        email(access, user(access, signedIn), "", List.of()));
        return profile.page(signedIn, 422, part);
    }

    private static List<Param<?>> params() {
        List<Param<?>> params = new ArrayList<>();
        for (Field<?> field : UserProfile.OWN) {
            params.add(field.sent());
        }
        return params;
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
        Frame frame = pages.frame(signedIn);
        PortalUser user = user(access, signedIn);
        String part =
                html(
                        pages,
                        signedIn,
                        frame,
                        form(signedIn).shown(values(user)).values(),
                        List.of(),
                        email(access, user, typed, faults));
        return profile.page(signedIn, 422, part);
    }
}
