package io.mailyard.server;

import io.mailyard.api.Dispatcher;
import io.mailyard.api.Site;
import io.mailyard.notices.RelayConfig;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Panel;
import io.mailyard.panel.TokenSession;
import io.mailyard.templates.Templates;
import java.util.Locale;

/** Mounts the pages for people. */
final class Panels {
    private static final String READ = "GET, HEAD";

    private Panels() {}

    /** Adds the panel, and what its pages load, to what is served. */
    static void mount(Site site, Dispatcher calls, RelayConfig publicAddress) {
        boolean secure = publicAddress.publicUrl().toLowerCase(Locale.ROOT).startsWith("https:");
        Panel panel = new Panel(calls, new TokenSession(calls), new Templates(), secure);
        site.page(READ, "/", panel::welcome)
                .tree(Panel.METHODS, Panel.ROOT, panel::answer)
                .pages(READ, Assets.PATH, panel.assets()::answer);
    }
}
