package io.mailyard.panel;

import io.mailyard.access.Token;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.OwnAccountRoutes;
import io.mailyard.administrators.Administrator;
import io.mailyard.domains.Domain;
import io.mailyard.events.Webhook;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.nodes.Node;
import io.mailyard.policies.PolicyKind;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import io.mailyard.senders.Sender;
import io.mailyard.suppressions.Suppression;
import io.mailyard.tariffs.Tariff;
import io.mailyard.users.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every field that a form can set, with a paragraph of its own: its name in calls, files and
 * commands, what it is for, its bounds and words. Forms lead to the paragraph of each field.
 */
public final class FieldPages {
    private static final String NOUN = "/fields";
    private static final Map<String, List<Field<?>>> OF_PANEL = ofPanel();
    private static final Map<String, List<Field<?>>> OF_PORTAL = ofPortal();

    private final PageRenderer pages;

    FieldPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(pages.surface().root() + NOUN, this::page);
    }

    /** The fields of a kind of objects. */
    public record FieldGroup(String title, List<FieldText> fields) {}

    /**
     * Description of a field.
     *
     * @param anchor by which forms lead to it
     * @param name on the wire
     * @param option on the command line
     * @param bounds as a sentence; empty: none
     */
    public record FieldText(
            String anchor, String label, String name, String option, String help, String bounds) {}

    private static Map<String, List<Field<?>>> ofPanel() {
        Map<String, List<Field<?>>> fields = new LinkedHashMap<>();
        fields.put("accounts", Account.SETTABLE);
        fields.put("users", User.SETTABLE);
        fields.put("domains", Domain.CLAIM);
        fields.put("webhooks", Fields.settable(Webhook.SHOWN));
        fields.put("tariffs", Fields.settable(Tariff.FIELDS));
        fields.put("nodes", Fields.settable(Node.FIELDS));
        fields.put("senders", Sender.MTA);
        fields.put("suppressions", Suppression.SETTABLE);
        fields.put("administrators", Fields.settable(Administrator.FIELDS));
        fields.put("tokens", Fields.settable(Token.OF_PLATFORM));
        fields.put("oidc_providers", Fields.settable(OidcProvider.FIELDS));
        fields.put("ldap_servers", Fields.settable(LdapServer.FIELDS));
        for (PolicyKind<?> kind : PolicyKind.all()) {
            fields.put(kind.noun(), Fields.settable(kind.fields()));
        }
        return fields;
    }

    private static Map<String, List<Field<?>>> ofPortal() {
        Map<String, List<Field<?>>> fields = new LinkedHashMap<>();
        fields.put("users", User.SETTABLE);
        fields.put("accounts", OwnAccountRoutes.PROFILE);
        for (String noun : List.of("domains", "webhooks", "suppressions")) {
            fields.put(noun, OF_PANEL.getOrDefault(noun, List.of()));
        }
        fields.put("tokens", Fields.settable(Token.OF_ACCOUNT));
        return fields;
    }

    /** Where the page speaks of a field; empty: it does not. */
    static String anchor(String noun, Field<?> field) {
        boolean isThere =
                OF_PANEL.getOrDefault(noun, List.of()).stream()
                        .anyMatch(known -> known.name().equals(field.name()));
        return isThere ? noun + "." + field.name() : "";
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<FieldGroup> groups = new ArrayList<>();
        (signedIn.inPanel() ? OF_PANEL : OF_PORTAL)
                .forEach((noun, fields) -> groups.add(group(words, noun, fields)));
        return Html.page(200, pages.html("fields", pages.frame(signedIn), "groups", groups));
    }

    private static FieldGroup group(Translations words, String noun, List<Field<?>> fields) {
        Forms forms = new Forms(words, noun, fields, Map.of());
        return new FieldGroup(
                words.or("fields.of." + noun, words.or("menu." + noun, noun)),
                fields.stream().map(field -> text(words, noun, forms, field)).toList());
    }

    private static FieldText text(Translations words, String noun, Forms forms, Field<?> field) {
        String name = field.sent().name();
        return new FieldText(
                noun + "." + field.name(),
                forms.label(field),
                name,
                "--" + name.replace('_', '-'),
                words.or("field." + noun + "." + field.name() + ".help", field.doc()),
                bounds(words, field));
    }

    private static String bounds(Translations words, Field<?> field) {
        Map<String, Object> bounds = field.bounds();
        List<String> said = new ArrayList<>();
        if (field.isNeeded()) {
            said.add(words.text("fields.needed"));
        }
        if (bounds.get("minimum") != null && bounds.get("maximum") != null) {
            said.add(words.text("form.bounds", bounds.get("minimum"), bounds.get("maximum")));
        }
        if (bounds.get("maxLength") instanceof Number most) {
            said.add(words.text("fields.most", words.number(most.longValue())));
        }
        if (bounds.get("enum") instanceof List<?> values) {
            said.add(
                    words.text(
                            "fields.words",
                            values.stream()
                                    .map(String::valueOf)
                                    .filter(value -> !value.isEmpty())
                                    .collect(Collectors.joining(", "))));
        }
        return String.join(" ", said);
    }
}
