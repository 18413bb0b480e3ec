package io.mailyard.portal;

import io.mailyard.base.ApiException;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.Frame;
import io.mailyard.panel.Html;
import io.mailyard.panel.IdentityPages.KnownBy;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.ProfilePages;
import io.mailyard.panel.SignedIn;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.users.PortalAccess;
import java.util.List;
import java.util.Optional;

/** By which providers whoever is signed in comes in, on the profile page. */
final class OwnIdentities {
    static final String PATH = Portal.ROOT + "/profile/identities";

    private final PortalAccess access;
    private final PageRenderer pages;
    private final ProfilePages profile;

    OwnIdentities(PortalAccess access, PageRenderer pages, ProfilePages profile) {
        this.access = access;
        this.pages = pages;
        this.profile = profile;
    }

    /** Empty where no provider knows the person, or another has entered as the person. */
    static String html(
            PageRenderer pages,
            PortalAccess access,
            SignedIn signedIn,
            Frame frame,
            List<String> faults) {
        if (frame.entered().isPresent()) {
            return "";
        }
        List<KnownBy> rows =
                access.links().own(signedIn.calls().secret()).stream()
                        .map(known ->
                                new KnownBy(
                                        known.providerName(),
                                        known.subject(),
                                        frame.time(known.linkedAt()),
                                        String.valueOf(known.provider())))
                        .toList();
        return rows.isEmpty() && faults.isEmpty()
                ? ""
                : pages.html(
                        "portal/identities",
                        frame,
                        "rows",
                        rows,
                        "confirmed",
                        signedIn.person().confirmed(),
                        "faults",
                        faults);
    }

    HttpReply unlink(SignedIn signedIn) {
        String provider = signedIn.visit().field("provider");
        Optional<String> fault = profile.unconfirmed(signedIn);
        if (fault.isPresent() || !provider.matches("[1-9][0-9]{0,17}")) {
            return again(signedIn, fault.map(List::of).orElse(List.of()));
        }
        try {
            access.links()
                    .unlinkOwn(
                            signedIn.calls().secret(),
                            Long.parseLong(provider),
                            SignInOrigin.of(signedIn.visit().request()));
        } catch (ApiException gone) {
            return again(signedIn, List.of(signedIn.words().said(gone.text())));
        }
        return Html.redirect(signedIn.visit(), Portal.ROOT + "/profile?done=unlinked");
    }

    private HttpReply again(SignedIn signedIn, List<String> faults) {
        Frame frame = pages.frame(signedIn);
        return profile.page(
                signedIn,
                422,
                OwnProfile.html(pages, signedIn, frame)
                        + html(pages, access, signedIn, frame, faults));
    }
}
