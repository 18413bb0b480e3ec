package io.mailyard.server;

import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.api.Dispatcher;
import io.mailyard.api.Site;
import io.mailyard.notices.RelayConfig;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Panel;
import io.mailyard.templates.Templates;
import java.util.Locale;

/** Mounts the pages for people. */
final class Panels {
    private static final String READ = "GET, HEAD";

    private Panels() {}

    /** Adds the panel, and what its pages load, to what is served. */
    static void mount(
            Site site,
            Dispatcher calls,
            AdministratorComponents people,
            RelayConfig publicAddress) {
        boolean secure = publicAddress.publicUrl().toLowerCase(Locale.ROOT).startsWith("https:");
        Panel panel = new Panel(calls, people, new Templates(), secure);
        site.page(READ, "/", panel::welcome)
                .tree(Panel.METHODS, Panel.ROOT, panel::answer)
                .pages(READ, Assets.PATH, panel.assets()::answer);
    }
}
