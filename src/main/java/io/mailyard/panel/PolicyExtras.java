package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

/** Parts that the pages of every kind of policy have: order, search, and the section above them. */
class PolicyExtras implements NounExtras {
    static final String PATH = "/admin/mta";

    @Override
    public List<String> sorts() {
        return List.of("id", "-id", "name", "-name");
    }

    @Override
    public boolean mayDelete(Value.Members object) {
        return !Values.flag(object, "shipped");
    }

    @Override
    public List<Frame.Crumb> crumbs(SignedIn signedIn) {
        return List.of(new Frame.Crumb(signedIn.words().text("menu.mta"), PATH));
    }
}
