package io.mailyard.panel;

import io.mailyard.access.Scopes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sections of the menu, in the order that administrators of such platforms know. */
enum Section implements PageSection {
    DASHBOARD("/admin", "gauge", "accounts"),
    ACCOUNTS("/admin/accounts", "building-2", "accounts"),
    MESSAGES("/admin/messages", "mail-search", "messages"),
    TARIFFS("/admin/tariffs", "tags", "tariffs"),
    NODES("/admin/nodes", "server", "nodes"),
    SENDERS("/admin/senders", "send", "senders"),
    MTA("/admin/mta", "sliders-horizontal", "policies"),
    QUEUE("/admin/queue", "layers", "senders"),
    SUPPRESSIONS("/admin/suppressions", "ban", "suppressions"),
    WEBHOOKS("/admin/webhooks", "webhook", "webhooks"),
    ACCESS("/admin/access", "shield-check", "administrators"),
    AUDIT("/admin/audit", "file-clock", "audit"),
    USAGE("/admin/usage", "calculator", "reports"),
    STATISTICS("/admin/statistics", "chart-no-axes-column", "reports"),
    TASKS("/admin/tasks", "list-checks", "accounts"),
    STATES("/admin/states", "table-2", "states"),
    HEALTH("/admin/health", "heart-pulse", "platform"),
    TOOLS("/admin/tools", "wrench", "messages", "policies", "domains", "suppressions");

    private final String address;
    private final String icon;

    @SuppressWarnings("ImmutableEnumChecker") // by List.of
    private final List<String> nouns;

    /**
     * @param nouns of one of which a person must be able to read
     */
    Section(String address, String icon, String... nouns) {
        this.address = address;
        this.icon = icon;
        this.nouns = List.of(nouns);
    }

    String address() {
        return address;
    }

    /** Whether these scopes let a person see any of it. */
    boolean isSeenWith(Scopes scopes) {
        return nouns.stream().anyMatch(noun -> scopes.permit(noun, false));
    }

    String label(Translations words) {
        return switch (this) {
            case DASHBOARD -> words.text("menu.dashboard");
            case ACCOUNTS -> words.text("menu.accounts");
            case MESSAGES -> words.text("menu.messages");
            case TARIFFS -> words.text("menu.tariffs");
            case NODES -> words.text("menu.nodes");
            case SENDERS -> words.text("menu.senders");
            case QUEUE -> words.text("menu.queue");
            case WEBHOOKS -> words.text("menu.webhooks");
            case ACCESS -> words.text("menu.access");
            case SUPPRESSIONS -> words.text("menu.suppressions");
            case TOOLS -> words.text("menu.tools");
            case MTA -> words.text("menu.mta");
            case STATES -> words.text("menu.states");
            case HEALTH -> words.text("menu.health");
            case AUDIT -> words.text("menu.audit");
            case USAGE -> words.text("menu.usage");
            case STATISTICS -> words.text("menu.statistics");
            case TASKS -> words.text("menu.tasks");
        };
    }

    @Override
    public List<Frame.MenuItem> menu(Translations words, PanelPerson person) {
        return menu(words, person, Optional.of(this));
    }

    /** Sections that a person may see, one of them the current one. */
    static List<Frame.MenuItem> menu(
            Translations words, PanelPerson person, Optional<Section> current) {
        return Arrays.stream(values())
                .filter(section -> section.nouns.stream().anyMatch(person::mayRead))
                .map(section ->
                        new Frame.MenuItem(
                                section.address,
                                section.icon,
                                section.label(words),
                                current.filter(section::equals).isPresent()))
                .toList();
    }
}
