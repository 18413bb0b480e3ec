package io.mailyard.server;

import io.mailyard.config.Settings;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.RelayConfig;
import io.mailyard.portal.PortalBrand;
import io.mailyard.templates.PasswordPages;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import io.mailyard.users.PortalConfig;

/** Name that the platform's owner gives it, as the settings say. */
final class PlatformBrands {
    private PlatformBrands() {}

    static PlatformBrand of(Settings settings) {
        return PortalBrand.from(settings).ofPlatform(PortalConfig.from(settings).ownName());
    }

    /** The pages on which users set a password. */
    static PasswordPages passwordPages(Settings settings) {
        return new PasswordPages(new Templates(), of(settings));
    }

    /** Lays out mail that users of accounts get under that name. */
    static MailRenderer mails(Settings settings) {
        String address = RelayConfig.from(settings).publicUrl();
        return new MailRenderer(
                new Templates(), of(settings).inMail(PortalConfig.from(settings).url(address)));
    }
}
