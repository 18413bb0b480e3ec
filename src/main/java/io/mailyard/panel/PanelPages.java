package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.accounts.Account;
import io.mailyard.administrators.Administrator;
import io.mailyard.domains.Domain;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.nodes.Node;
import io.mailyard.policies.PolicyKind;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import io.mailyard.senders.Sender;
import io.mailyard.suppressions.Suppression;
import io.mailyard.tariffs.Tariff;
import io.mailyard.templates.Language;
import io.mailyard.tools.FindGroup;
import io.mailyard.tools.FoundItem;
import io.mailyard.tools.FoundItem.Match;
import io.mailyard.users.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pages of the panel and the fields of its forms, as a search from anywhere finds them. */
public final class PanelPages {
    /** Fewer characters are part of nearly every label. */
    private static final int LEAST_PART = 2;

    /**
     * The fields of a noun's form.
     *
     * @param noun whose words the fields have
     * @param scope the noun of the scope that may change them
     * @param section label of the place where the form is
     * @param address of the form
     */
    private record FormPlace(
            String noun, String scope, String section, String address, List<Field<?>> fields) {}

    private final Translations words;
    private final Scopes scopes;
    private final String text;
    private final List<FoundItem> found = new ArrayList<>();

    private PanelPages(String text, Translations words, Scopes scopes) {
        this.text = text.strip().toLowerCase(Locale.ROOT);
        this.words = words;
        this.scopes = scopes;
    }

    /** Pages and fields that match; see {@link io.mailyard.tools.PageFinder}. */
    public static List<FoundItem> find(String text, String language, Scopes scopes) {
        PanelPages pages = new PanelPages(text, Translations.of(Language.of(language)), scopes);
        pages.sections();
        pages.belowSections();
        pages.ofAddress(text.strip());
        pages.fields();
        return List.copyOf(pages.found);
    }

    private boolean mayRead(String noun) {
        return scopes.permit(noun, false);
    }

    private void page(String label, String under, String address) {
        match(label).ifPresent(match -> add(FindGroup.PAGES, match, label, under, address));
    }

    private void add(FindGroup group, Match match, String label, String under, String address) {
        found.add(
                new FoundItem(
                        group,
                        match,
                        Optional.empty(),
                        label,
                        under,
                        Optional.empty(),
                        "",
                        address));
    }

    private Optional<Match> match(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        if (!lower.contains(text)) {
            return Optional.empty();
        }
        Match match = Match.of(lower, text);
        return Optional.of(match)
                .filter(known -> known != Match.PART || text.length() > LEAST_PART);
    }

    private void sections() {
        for (Section section : Section.values()) {
            if (section.isSeenWith(scopes)) {
                page(section.label(words), "", section.address());
            }
        }
    }

    private void belowSections() {
        if (mayRead("policies")) {
            for (PolicyKind<?> kind : PolicyKind.all()) {
                page(
                        words.text("menu." + kind.noun()),
                        words.text("menu.mta"),
                        PolicyExtras.PATH + "/" + kind.noun());
            }
        }
        for (Tool tool : Tool.values()) {
            if (mayRead(tool.noun())) {
                page(words.text("tool." + tool.word()), words.text("menu.tools"), tool.path());
            }
        }
        String access = words.text("menu.access");
        if (mayRead("administrators")) {
            page(words.text("access.people"), access, AccessTabs.PATH);
            page(words.text("access.roles"), access, AccessTabs.ROLES);
            page(words.text("access.signins"), access, AccessTabs.SIGN_INS);
            page(words.text("menu.oidc_providers"), access, AccessTabs.OIDC);
            page(words.text("menu.ldap_servers"), access, AccessTabs.LDAP);
        }
        if (mayRead("tokens")) {
            page(words.text("access.tokens"), access, AccessTabs.TOKENS);
        }
        if (mayRead("platform")) {
            page(words.text("find.receipts"), words.text("menu.queue"), ReceiptPages.PATH);
            page(words.text("platform.title"), "", "/admin/platform");
            page(words.text("settings.title"), words.text("menu.tools"), SettingPages.PATH);
        }
        if (mayRead("senders")) {
            page(words.text("queue.holds.title"), words.text("menu.queue"), QueuePages.HOLDS);
        }
        if (mayRead(SuppressionPages.NOUN)) {
            page(
                    words.text("suppressions.review"),
                    words.text("menu.suppressions"),
                    "/admin/suppressions/review");
        }
        page(words.text("fields.title"), words.text("menu.tools"), "/admin/fields");
        page(words.text("profile.title"), "", "/admin/profile");
        if (scopes.permit("accounts", true)) {
            page(words.text("accounts.new"), words.text("menu.accounts"), "/admin/accounts/new");
        }
    }

    /** Adds the questions that can be asked about a mail address. */
    private void ofAddress(String typed) {
        if (!typed.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            return;
        }
        String encoded = Panel.encoded(typed);
        if (mayRead("messages")) {
            add(
                    FindGroup.PAGES,
                    Match.BEGINNING,
                    words.text("find.messages.to", typed),
                    words.text("menu.messages"),
                    MessageListPages.PATH + "?to=" + encoded);
        }
        if (mayRead(Tool.ADDRESS.noun())) {
            add(
                    FindGroup.PAGES,
                    Match.BEGINNING,
                    words.text("find.address", typed),
                    words.text("menu.tools"),
                    Tool.ADDRESS.path() + "?email=" + encoded);
        }
    }

    private void fields() {
        for (FormPlace form : forms()) {
            if (scopes.permit(form.scope(), true)) {
                form.fields().forEach(field -> field(form, field));
            }
        }
    }

    private void field(FormPlace form, Field<?> field) {
        String label = words.or("field." + form.noun() + "." + field.name(), field.label());
        match(label)
                .or(() -> match(field.name()))
                .ifPresent(match ->
                        add(
                                FindGroup.FIELDS,
                                match,
                                label,
                                form.section() + ", " + field.name(),
                                form.address().endsWith("/new")
                                        ? form.address() + "#" + field.sent().name()
                                        : form.address()));
    }

    private List<FormPlace> forms() {
        List<FormPlace> forms = new ArrayList<>();
        forms.add(form("accounts", "menu.accounts", "/admin/accounts/new", Account.SETTABLE));
        forms.add(
                form(
                        "tariffs",
                        "menu.tariffs",
                        "/admin/tariffs/new",
                        Fields.settable(Tariff.FIELDS)));
        forms.add(form("nodes", "menu.nodes", "/admin/nodes/new", Fields.settable(Node.FIELDS)));
        forms.add(form("senders", "menu.senders", "/admin/senders/new", Sender.MTA));
        forms.add(
                form(
                        "suppressions",
                        "menu.suppressions",
                        "/admin/suppressions/new",
                        Suppression.SETTABLE));
        forms.add(form("domains", "tab.domains", "/admin/accounts", Domain.CLAIM));
        forms.add(
                form(
                        "administrators",
                        "access.people",
                        AccessTabs.PATH + "/new",
                        Fields.settable(Administrator.FIELDS)));
        forms.add(
                form(
                        "tokens",
                        "access.tokens",
                        AccessTabs.TOKENS + "/new",
                        Fields.settable(Token.OF_PLATFORM)));
        forms.add(provider("oidc_providers", AccessTabs.OIDC, OidcProvider.FIELDS));
        forms.add(provider("ldap_servers", AccessTabs.LDAP, LdapServer.FIELDS));
        // forms of an account's objects: the list of accounts leads to them
        forms.add(form("users", "menu.accounts", AccountList.PATH, User.SETTABLE));
        for (PolicyKind<?> kind : PolicyKind.all()) {
            forms.add(
                    new FormPlace(
                            kind.noun(),
                            MtaKinds.SCOPE,
                            words.text("menu." + kind.noun()),
                            PolicyExtras.PATH + "/" + kind.noun() + "/new",
                            Fields.settable(kind.fields())));
        }
        return forms;
    }

    private FormPlace provider(String noun, String address, List<Field<?>> fields) {
        return new FormPlace(
                noun,
                "administrators",
                words.text("menu." + noun),
                address + "/new",
                Fields.settable(fields));
    }

    private FormPlace form(String noun, String section, String address, List<Field<?>> fields) {
        return new FormPlace(noun, noun, words.text(section), address, fields);
    }
}
