package io.mailyard.panel;

import io.mailyard.administrators.Administrator;
import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.administrators.AdministratorProviders;
import io.mailyard.api.Dispatcher;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.Query;
import io.mailyard.providers.OidcProvider;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.templates.Templates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Answers {@code /}, {@code /admin} and everything below it. */
public final class Panel {
    /** Where the panel begins. */
    public static final String ROOT = "/admin";

    public static final String METHODS = "GET, HEAD, POST";

    private static final String PROVIDERS = ROOT + SignInPages.IN + "/";

    private final PageSite site;

    /**
     * @param secure whether browsers come by HTTPS
     */
    public Panel(
            Dispatcher dispatcher,
            AdministratorComponents people,
            Templates templates,
            Assets assets,
            boolean secure,
            InstantSource clock) {
        PanelSession sessions = new PanelSession(people.people(), Panel::shown);
        PageRenderer pages = new PageRenderer(templates, assets);
        SignInPages signIn =
                new SignInPages(sessions, pages, secure, () -> providerLinks(people.oidc()));
        this.site = new PageSite(dispatcher, sessions, pages, signIn, clock);
        ProviderPages<OidcProvider> providers =
                new ProviderPages<>(people.oidc().oidc(), place(people.oidc()), signIn, pages);
        PasskeyPages passkeys = new PasskeyPages(people.passkeys(), sessions, pages, signIn);
        site.openBy(visit -> passkeys.answer(visit).or(() -> providers.answer(visit)));
        PanelRoutes routes = site.routes();
        passkeys.addTo(routes);
        AuditPages audit = new AuditPages(pages);
        LiveParts live = new LiveParts(sessions);
        QueuePages queue = new QueuePages(pages, new Questions(pages, sessions), live);
        queue.addTo(routes);
        new ReceiptPages(pages, live).addTo(routes);
        new PlatformPages(pages, new Questions(pages, sessions), live).addTo(routes);
        new Dashboard(pages, live).addTo(routes);
        AccountPages accounts = new AccountPages(pages, audit, sessions, live, queue);
        accounts.addTo(routes);
        new SuppressionPages(pages).addTo(routes);
        new DeliveryLog(pages).addTo(routes);
        new VirtualSenderEditor(pages).addTo(routes);
        new VirtualSenderPages(pages, new Questions(pages, sessions)).addTo(routes);
        new MessagePages(pages, sessions).addTo(routes);
        new MessageListPages(pages).addTo(routes);
        AccessTabs access = new AccessTabs(pages, sessions);
        Questions questions = new Questions(pages, sessions);
        new AdministratorPages(access, questions).addTo(routes);
        new RolePages(access, questions).addTo(routes);
        new AccessTokenPages(access, questions, TokenPlace::ofAdministrators)
                .addTo(routes, AccessTabs.TOKENS);
        new AccessTokenPages(access, questions, TokenPlace::ofAccount)
                .addTo(routes, "/admin/accounts/{id}/tokens");
        new SignInsPage(access).addTo(routes);
        new MessageContentPages(pages).addTo(routes);
        new WebhookPages(access, questions).addTo(routes);
        new AccountProviderPages(access, questions).addTo(routes);
        new OwnAdministratorForm(people, pages, passkeys).addTo(routes, sessions);
        new NounPages(NounKinds.tariffs(), sessions, pages).addTo(routes);
        new NounPages(NounKinds.oidcProviders(pages), sessions, pages).addTo(routes);
        new NounPages(NounKinds.ldapServers(pages), sessions, pages).addTo(routes);
        new NodePages(pages, sessions, new Questions(pages, sessions), live).addTo(routes);
        new SenderPages(pages, new Questions(pages, sessions), queue).addTo(routes);
        new MtaPages(pages).addTo(routes, sessions);
        new ToolPages(pages).addTo(routes);
        new StatePages(pages).addTo(routes);
        new HealthPages(pages, live).addTo(routes);
        audit.addTo(routes);
        new StatisticsPages(pages).addTo(routes);
        new FindPages(pages).addTo(routes);
        new SettingPages(pages).addTo(routes);
        new FieldPages(pages).addTo(routes);
        new UsagePages(pages).addTo(routes);
        new TaskPages(pages, new Questions(pages, sessions), live).addTo(routes);
        new TaskPage(pages, live).addTo(routes);
        new BulkPages(questions).addTo(routes);
    }

    private static ProviderPages.ProviderPlace<OidcProvider> place(
            AdministratorProviders providers) {
        return new ProviderPages.ProviderPlace<>(
                ROOT,
                PROVIDERS,
                "mailyard_provider",
                providers::find,
                OidcProvider::name,
                (words, _) -> words.text("provider.begin.panel"));
    }

    /** Links to the active providers, for the page to sign in. */
    private static List<SignInPages.ProviderLink> providerLinks(AdministratorProviders providers) {
        return providers.active().stream()
                .map(provider -> place(providers).link(provider))
                .toList();
    }

    private static Optional<PanelPerson> shown(SignedInPerson<Administrator> signedIn) {
        Administrator person = signedIn.person();
        return Optional.of(
                new PanelPerson(
                        person.id(),
                        person.name().isEmpty() ? person.login() : person.name(),
                        signedIn.scopes(),
                        signedIn.csrf(),
                        signedIn.mustChangePassword(),
                        signedIn.confirmed(),
                        Optional.empty(),
                        person.chosenZone(),
                        person.signsInElsewhere()
                                ? PROVIDERS + person.provider() + "?again=1"
                                : ""));
    }

    /** Addresses of the pages of people who are signed in. */
    public List<String> pages() {
        return site.routes().pages();
    }

    /** Addresses that take a form of people who are signed in. */
    public List<String> acts() {
        return site.routes().acts();
    }

    /** Answers a request to {@link #ROOT} or below. */
    public HttpReply answer(HttpRequest request) {
        return site.answer(request);
    }

    /** The address names nothing. */
    static final class NoPage extends RuntimeException {
        NoPage() {
            super("no page", null, false, false);
        }
    }

    /** The address has filters that are not understood, and what it asks for is not done. */
    static final class MisreadFilters extends RuntimeException {
        private final transient List<AddressReader.MisreadValue> values;

        MisreadFilters(List<AddressReader.MisreadValue> values) {
            super("filters not understood", null, false, false);
            this.values = values;
        }

        List<AddressReader.MisreadValue> values() {
            return values;
        }
    }

    /** A value for the query of an address. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The query of an address with one of its values changed; empty takes it away. */
    static String with(String query, String name, String value) {
        StringBuilder changed = new StringBuilder();
        for (String known : Query.names(query)) {
            if (!known.equals(name)) {
                append(changed, known, Query.first(query, known).orElse(""));
            }
        }
        if (!value.isEmpty()) {
            append(changed, name, value);
        }
        return changed.toString();
    }

    /** The query of an address without one of its values, and without its question mark. */
    static String plain(String query, String name) {
        String left = with(query, name, "");
        return left.isEmpty() ? "" : left.substring(1);
    }

    /** The query of an address without what was just done, which no other page says again. */
    static String undone(String query) {
        return plain(plain(query, "done"), "receipt");
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "?" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(value));
    }
}
