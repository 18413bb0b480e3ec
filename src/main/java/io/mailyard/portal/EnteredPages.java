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

    /** A page with a link: a form may not lead to another host. */
    static final String LEFT = Portal.ROOT + "/left";

    private final PortalAccess access;
    private final SignInPages signIn;
    private final String panelUrl;

    /**
     * @param panelUrl what addresses of the panel begin with; empty: it is on the same host
     */
    EnteredPages(PortalAccess access, SignInPages signIn, String panelUrl) {
        this.panelUrl = panelUrl;
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
        if (user.entered().isEmpty()) {
            return signIn.forget(Portal.ROOT);
        }
        return signIn.forget(
                panelUrl.isEmpty()
                        ? Panel.ROOT + "/accounts/" + user.account() + "/users"
                        : LEFT + "?account=" + user.account());
    }
}
