package io.mailyard.testing;

import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** An authenticator of a browser that keeps passkeys and finds its person, until it is closed. */
public final class BrowserAuthenticator implements AutoCloseable {
    private final Browser browser;
    private final VirtualAuthenticator added;

    /** Gives a browser one. */
    public BrowserAuthenticator(Browser browser) {
        this.browser = browser;
        this.added =
                browser.driver.addVirtualAuthenticator(
                        new VirtualAuthenticatorOptions()
                                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                                .setHasResidentKey(true)
                                .setHasUserVerification(true)
                                .setIsUserVerified(true));
    }

    /** Whether it finds its person from now on. */
    public void verifies(boolean person) {
        added.setUserVerified(person);
    }

    @Override
    public void close() {
        browser.driver.removeVirtualAuthenticator(added);
    }
}
