package io.mailyard.panel;

import io.mailyard.administrators.Administrator;
import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.administrators.AdministratorProfile;
import io.mailyard.api.Binder;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.Fault;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.Input;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Form in which administrators set their own name, language of mail, and zone of times. */
final class OwnAdministratorForm {
    private static final String PATH = Panel.ROOT + "/profile";

    private final AdministratorComponents people;
    private final PageRenderer pages;
    private final PasskeyPages passkeys;

    OwnAdministratorForm(
            AdministratorComponents people, PageRenderer pages, PasskeyPages passkeys) {
        this.people = people;
        this.pages = pages;
        this.passkeys = passkeys;
    }

    /** Adds the profile page, with this form on it. */
    void addTo(PanelRoutes routes, PanelSession sessions) {
        ProfilePages profile = new ProfilePages(people.people(), sessions, pages, this::part);
        profile.addTo(routes);
        routes.post(PATH + "/own", signedIn -> save(signedIn, profile));
    }

    private static Forms form(SignedIn signedIn) {
        return new Forms(signedIn.visit(), "administrators", AdministratorProfile.FORM);
    }

    /** The person as a call would show it. */
    private Value.Members stored(SignedIn signedIn) {
        Administrator person =
                people.sessions()
                        .signedIn(signedIn.calls().secret())
                        .orElseThrow(Calls.SessionOver::new)
                        .person();
        return JsonText.read(
                JsonText.write(
                        out -> Fields.write(out, AdministratorProfile.FORM, person.values())));
    }

    private static String version(Forms form, Value.Members stored) {
        return FormView.versionOf(List.copyOf(form.shown(stored).values()));
    }

    /** The part of the profile page above password, second factor and sessions. */
    private String part(SignedIn signedIn, Frame frame) {
        Value.Members stored = stored(signedIn);
        Forms form = form(signedIn);
        return part(signedIn, frame, form.shown(stored), List.of(), false);
    }

    private String part(
            SignedIn signedIn,
            Frame frame,
            Map<String, Input> inputs,
            List<Fault> faults,
            boolean conflict) {
        return pages.html(
                        "ownadministrator",
                        frame,
                        "inputs",
                        List.copyOf(inputs.values()),
                        "faults",
                        faults,
                        "version",
                        version(form(signedIn), stored(signedIn)),
                        "conflict",
                        conflict)
                + passkeys.part(signedIn, frame);
    }

    /** Saves it, unless it was changed elsewhere since the form was opened. */
    private HttpReply save(SignedIn signedIn, ProfilePages profile) {
        Visit visit = signedIn.visit();
        Forms form = form(signedIn);
        Value.Members stored = stored(signedIn);
        if (!visit.field("version").equals(version(form, stored))) {
            Map<String, Input> inputs = form.sent(visit, List.of(), Optional.of(stored));
            return profile.page(
                    signedIn, 409, part(signedIn, pages.frame(signedIn), inputs, List.of(), true));
        }
        List<Fault> faults = new ArrayList<>();
        List<Param<?>> params =
                AdministratorProfile.FORM.stream().<Param<?>>map(Field::sent).toList();
        Value.Members sent = new Value.Members(form.params(visit));
        faults.addAll(Calls.unfit(sent));
        Params given = Binder.bind(params, sent, "", WireFormat.JSON, faults);
        if (!faults.isEmpty()) {
            return profile.page(
                    signedIn,
                    422,
                    part(
                            signedIn,
                            pages.frame(signedIn),
                            form.sent(visit, faults, Optional.empty()),
                            form.others(faults),
                            false));
        }
        people.ownData().save(signedIn.calls().secret(), given, SignInOrigin.of(visit.request()));
        return Html.redirect(visit, PATH + "?done=saved");
    }
}
