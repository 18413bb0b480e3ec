package io.mailyard.portal;

import io.mailyard.panel.Frame;
import io.mailyard.panel.PageSection;
import io.mailyard.panel.PanelPerson;
import io.mailyard.panel.Translations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sections of the portal's menu, in their order. */
enum PortalSection implements PageSection {
    OVERVIEW("", "gauge", "account"),
    START("/start", "rocket", "messages"),
    SENDING("/sending", "send", "account"),
    MESSAGES("/messages", "mail", "messages"),
    DOMAINS("/domains", "globe", "domains"),
    SUPPRESSIONS("/suppressions", "ban", "suppressions"),
    WEBHOOKS("/webhooks", "webhook", "webhooks"),
    TOKENS("/tokens", "key-round", "tokens"),
    PROVIDERS("/providers", "shield-check", "account"),
    STATISTICS("/statistics", "chart-no-axes-column", "account"),
    USAGE("/usage", "calculator", "account");

    private final String address;
    private final String icon;
    private final String noun;

    /**
     * @param under the address below the portal's root
     * @param noun which a user must be able to read
     */
    PortalSection(String under, String icon, String noun) {
        this.address = Portal.ROOT + under;
        this.icon = icon;
        this.noun = noun;
    }

    /**
     * Whether the section is for a person; providers are only for those who may set them up, as
     * they are of no use to others.
     */
    private boolean isFor(PanelPerson person) {
        return this == PROVIDERS ? person.mayWrite(noun) : person.mayRead(noun);
    }

    String address() {
        return address;
    }

    String label(Translations words) {
        return switch (this) {
            case OVERVIEW -> words.text("portal.menu.overview");
            case SENDING -> words.text("sending.title");
            case START -> words.text("portal.menu.start");
            case MESSAGES -> words.text("tab.log");
            case DOMAINS -> words.text("tab.domains");
            case SUPPRESSIONS -> words.text("menu.suppressions");
            case WEBHOOKS -> words.text("menu.webhooks");
            case STATISTICS -> words.text("menu.statistics");
            case USAGE -> words.text("menu.usage");
            case PROVIDERS -> words.text("portal.menu.providers");
            case TOKENS -> words.text("tab.tokens");
        };
    }

    @Override
    public List<Frame.MenuItem> menu(Translations words, PanelPerson person) {
        return menu(words, person, Optional.of(this));
    }

    /**
     * Sections that a user may see, one of them the current one; none before the user may see any.
     */
    static List<Frame.MenuItem> menu(
            Translations words, PanelPerson person, Optional<PortalSection> current) {
        if (person.isHeldUp()) {
            return List.of();
        }
        return Arrays.stream(values())
                .filter(section -> section.isFor(person))
                .map(section ->
                        new Frame.MenuItem(
                                section.address,
                                section.icon,
                                section.label(words),
                                current.filter(section::equals).isPresent()))
                .toList();
    }
}
