package io.mailyard.panel;

/** The panel's pages of an account's objects, for the account's own users in the portal. */
public final class OwnObjectPages {
    private OwnObjectPages() {}

    /**
     * Adds them below the root of the surface.
     *
     * @param pages of that surface
     */
    public static void addTo(PanelRoutes routes, PageRenderer pages, PanelSession sessions) {
        String root = pages.surface().root();
        Questions questions = new Questions(pages, sessions);
        AccessTabs access = new AccessTabs(pages, sessions);
        new MessageListPages(pages).addTo(routes);
        new MessagePages(pages, sessions).addTo(routes);
        new MessageContentPages(pages).addTo(routes);
        new StatisticsPages(pages).addTo(routes);
        new UsagePages(pages).addTo(routes);
        new FieldPages(pages).addTo(routes);
        new DomainPages(pages, questions).addTo(routes);
        new SuppressionPages(pages).addTo(routes);
        new WebhookPages(access, questions).addTo(routes);
        new AccountProviderPages(access, questions).addTo(routes);
        new AccessTokenPages(access, questions, TokenPlace::ofAccount)
                .addTo(routes, root + "/tokens");
    }
}
