package io.mailyard.server;

import io.mailyard.api.Dispatcher;
import io.mailyard.api.Route;
import io.mailyard.api.Site;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.http.RefusalPages;
import io.mailyard.notices.RelayConfig;
import io.mailyard.outcomes.Ledger;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Panel;
import io.mailyard.panel.RefusalPage;
import io.mailyard.portal.Portal;
import io.mailyard.portal.PortalBrand;
import io.mailyard.portal.PortalSmtpConfig;
import io.mailyard.portal.SendingPages.SendingAddresses;
import io.mailyard.portal.SendingPages.ShownSmtpAddress;
import io.mailyard.submission.OwnSmtpRoutes;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.submission.SubmissionServer;
import io.mailyard.templates.Templates;
import io.mailyard.users.PortalConfig;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Mounts the pages for people. */
final class Panels {
    private static final String READ = "GET, HEAD";

    private Panels() {}

    /**
     * Adds the panel and the portal, and what their pages load, to what is served; what ends with
     * the server.
     */
    static AutoCloseable mount(
            Site site,
            Dispatcher calls,
            Components components,
            Database database,
            Settings settings,
            Optional<SubmissionServer> submission,
            InstantSource clock) {
        String address = RelayConfig.from(settings).publicUrl();
        boolean secure = address.toLowerCase(Locale.ROOT).startsWith("https:");
        PortalConfig portalConfig = PortalConfig.from(settings);
        Templates templates = new Templates();
        Assets assets = new Assets();
        Panel panel =
                new Panel(calls, components.administrators(), templates, assets, secure, clock);
        Portal portal =
                new Portal(
                        new Portal.PortalDependencies(
                                calls,
                                components.portal(),
                                templates,
                                assets,
                                PortalBrand.from(settings),
                                portalConfig.name(),
                                account ->
                                        database.read(tx ->
                                                Ledger.balance(tx, Optional.of(account)).queued()),
                                sending(settings, portalConfig.url(address), submission),
                                portalConfig.host().isEmpty() ? "" : address,
                                secure,
                                clock));
        PortalHost host = new PortalHost(portalConfig.host());
        site.page(READ, "/", host.orElse(portal::home, portal::welcome))
                .tree(Panel.METHODS, Panel.ROOT, host.orElse(portal::nothing, panel::answer))
                .tree(Portal.METHODS, Portal.ROOT, portal::answer)
                .pages(READ, Assets.PATH, assets::answer);
        return () -> {
            components.administrators().oidc().close();
            components.portal().providers().close();
        };
    }

    /** Pages that people see where no page answers. */
    static RefusalPages refusals(Settings settings) {
        return new RefusalPage(new Templates(), PlatformBrands.of(settings));
    }

    /** Tells an account's programs where SMTP submission is, as the portal does. */
    static List<Route> smtpRoutes(
            Settings settings, Components components, Optional<SubmissionServer> submission) {
        Optional<OwnSmtpRoutes.SmtpAddress> address =
                sending(settings, RelayConfig.from(settings).publicUrl(), submission)
                        .smtp()
                        .map(smtp ->
                                new OwnSmtpRoutes.SmtpAddress(
                                        smtp.host(), smtp.port(), smtp.tls()));
        return new OwnSmtpRoutes(components.accounts(), SubmissionConfig.from(settings), address)
                .routes();
    }

    /** Where programs reach the server, as the portal tells. */
    private static SendingAddresses sending(
            Settings settings, String publicUrl, Optional<SubmissionServer> submission) {
        String url =
                publicUrl.endsWith("/")
                        ? publicUrl.substring(0, publicUrl.length() - 1)
                        : publicUrl;
        Optional<HostPort> told = PortalSmtpConfig.from(settings).address();
        boolean tls = SubmissionConfig.from(settings).tls().isPresent();
        return new SendingAddresses(
                url,
                submission.map(server ->
                        new ShownSmtpAddress(
                                told.map(HostPort::host)
                                        .orElseGet(() -> URI.create(publicUrl).getHost()),
                                told.map(HostPort::port)
                                        .orElseGet(() -> server.address().getPort()),
                                tls)));
    }
}
