package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.panel.AccountPages.Tab;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Parts that the pages about administrators, roles, tokens and sign-ins share. */
record AccessTabs(PageRenderer pages, PanelSession sessions) {
    static final String PATH = "/admin/access";
    static final String ROLES = PATH + "/roles";
    static final String TOKENS = PATH + "/tokens";
    static final String SIGN_INS = PATH + "/signins";
    static final String OIDC = PATH + "/oidc_providers";
    static final String LDAP = PATH + "/ldap_servers";

    /** Returns the head of the section's pages, one of the tabs the current one. */
    static PageHead head(SignedIn signedIn, String current) {
        Translations words = signedIn.words();
        PanelPerson person = signedIn.person();
        List<Tab> tabs = new ArrayList<>();
        tabs.add(tab(words.text("access.people"), PATH, current));
        tabs.add(tab(words.text("access.roles"), ROLES, current));
        if (person.mayRead("tokens")) {
            tabs.add(tab(words.text("access.tokens"), TOKENS, current));
        }
        tabs.add(tab(words.text("access.signins"), SIGN_INS, current));
        tabs.add(tab(words.text("menu.oidc_providers"), OIDC, current));
        tabs.add(tab(words.text("menu.ldap_servers"), LDAP, current));
        return PageHead.of(words.text("menu.access")).withTabs(tabs).done(done(signedIn));
    }

    private static Tab tab(String label, String address, String current) {
        return new Tab(label, address, address.equals(current));
    }

    /** Returns the head of a page of one object. */
    static PageHead below(SignedIn signedIn, String tab, String path, String title) {
        return below(signedIn.words(), tab, path, title, done(signedIn));
    }

    /** Returns the head of a page of one object with the given text of what was done. */
    static PageHead below(Translations words, String tab, String path, String title, String done) {
        return new PageHead(
                title,
                List.of(
                        new Frame.Crumb(words.text("menu.access"), PATH),
                        new Frame.Crumb(tab, path),
                        new Frame.Crumb(title, "")),
                Optional.empty(),
                List.of(),
                List.of(),
                done);
    }

    static String done(SignedIn signedIn) {
        Translations words = signedIn.words();
        return switch (signedIn.visit().param("done")) {
            case "saved" -> words.text("done.saved");
            case "deleted" -> words.text("noun.deleted");
            case "ended" -> words.text("access.done.ended");
            case "factors" -> words.text("access.done.factors");
            case "off" -> words.text("access.done.off");
            case "on" -> words.text("access.done.on");
            default -> "";
        };
    }

    /**
     * Sends a form whose call needs the person's password, given lately or with the form.
     *
     * @param now the object as it is; empty: it is a new one
     * @param read reads it again
     */
    Sent send(
            SignedIn signedIn,
            FormSheet sheet,
            Optional<Value.Members> now,
            Supplier<Value.Members> read) {
        if (!signedIn.person().confirmed()) {
            PanelSignInResult confirmed =
                    sessions.confirm(
                            signedIn.calls().secret(),
                            signedIn.visit().field(ExtraInputs.CONFIRM),
                            signedIn.visit().request());
            if (!(confirmed instanceof PanelSignInResult.PanelSessionOpened)) {
                return sheet.refused(
                        signedIn,
                        now,
                        List.of(
                                new Fault(
                                        ExtraInputs.CONFIRM,
                                        ProfilePages.why(signedIn, confirmed))));
            }
        }
        return now.isPresent() ? sheet.send(signedIn, read) : sheet.send(signedIn);
    }
}
