package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.Panel;
import io.mailyard.panel.PanelPerson;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.SignInPages;
import io.mailyard.panel.SignedIn;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.users.PortalAccess;

/** Leaving the portal, for an administrator who has entered as a user. */
final class EnteredPages {
    static final String LEAVE = Portal.ROOT + "/leave";

    private final PortalAccess access;
    private final SignInPages signIn;

    EnteredPages(PortalAccess access, SignInPages signIn) {
        this.access = access;
        this.signIn = signIn;
    }

    void addTo(PanelRoutes routes) {
        routes.post(LEAVE, this::leave);
    }

    private HttpReply leave(SignedIn signedIn) {
        PanelPerson.AccountUser user = signedIn.person().user().orElseThrow();
        access.people()
                .signIn()
                .signOut(signedIn.calls().secret(), SignInOrigin.of(signedIn.visit().request()));
        return signIn.forget(
                user.entered().isPresent()
                        ? Panel.ROOT + "/accounts/" + user.account() + "/users"
                        : Portal.ROOT);
    }
}
