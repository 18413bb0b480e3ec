package io.mailyard.panel;

import java.util.Arrays;
import java.util.List;

/** The sections of the menu, in the order that administrators of such platforms know. */
enum Section {
    DASHBOARD("/admin", "gauge", "accounts"),
    ACCOUNTS("/admin/accounts", "building-2", "accounts"),
    AUDIT("/admin/audit", "file-clock", "audit");

    private final String address;
    private final String icon;
    private final String noun;

    Section(String address, String icon, String noun) {
        this.address = address;
        this.icon = icon;
        this.noun = noun;
    }

    String address() {
        return address;
    }

    private String label(Words words) {
        return switch (this) {
            case DASHBOARD -> words.text("menu.dashboard");
            case ACCOUNTS -> words.text("menu.accounts");
            case AUDIT -> words.text("menu.audit");
        };
    }

    /** Those that a person may see, one of them the current one. */
    static List<Frame.MenuItem> menu(Words words, PanelPerson person, Section current) {
        return Arrays.stream(values())
                .filter(section -> person.mayRead(section.noun))
                .map(section ->
                        new Frame.MenuItem(
                                section.address,
                                section.icon,
                                section.label(words),
                                section == current))
                .toList();
    }
}
