package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.Html;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PanelPerson;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pages for programs that send: the settings of SMTP, and ready examples of the API. */
public final class SendingPages {
    private static final String PATH = Portal.ROOT + "/sending";
    private static final String SMTP = "smtp";
    private static final List<String> LANGUAGES = List.of("curl", "java", "python", "php", SMTP);
    private static final Map<String, String> TITLES =
            Map.of(
                    "curl",
                    "curl",
                    "java",
                    "Java",
                    "python",
                    "Python",
                    "php",
                    "PHP",
                    SMTP,
                    "SMTP (Python)");

    /** Reserved for documentation (RFC 2606), for an account that has proved no domain yet. */
    private static final String NO_DOMAIN = "example.com";

    private static final String STARTTLS = "    server.starttls()\n";

    private final PageRenderer pages;
    private final SendingAddresses addresses;
    private final Map<String, String> examples = new LinkedHashMap<>();

    SendingPages(PageRenderer pages, SendingAddresses addresses) {
        this.pages = pages;
        this.addresses = addresses;
        LANGUAGES.stream()
                .filter(language -> !language.equals(SMTP) || addresses.smtp().isPresent())
                .forEach(language -> examples.put(language, text(language)));
    }

    /**
     * Where programs send to.
     *
     * @param api where the calls are, without a slash at its end
     * @param smtp empty: there is none
     */
    public record SendingAddresses(String api, Optional<ShownSmtpAddress> smtp) {}

    /**
     * Where SMTP submission is reached.
     *
     * @param tls whether STARTTLS is offered
     */
    public record ShownSmtpAddress(String host, int port, boolean tls) {}

    /** An example; {@code address}: the page on which it is the one that is shown. */
    public record Example(String title, String address, boolean current) {}

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page);
    }

    private static String text(String language) {
        String name = "/portal/examples/" + language + ".txt";
        try (InputStream in = SendingPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private HttpReply page(SignedIn signedIn) {
        String asked = signedIn.visit().param("with");
        String shown = examples.containsKey(asked) ? asked : LANGUAGES.getFirst();
        Optional<String> domain = domain(signedIn);
        PanelPerson.AccountUser user = signedIn.person().user().orElseThrow();
        return Html.page(
                200,
                pages.html(
                        "portal/sending",
                        pages.frame(signedIn, PortalSection.SENDING),
                        "smtp",
                        addresses.smtp(),
                        "login",
                        user.account().toString(),
                        "examples",
                        examples.keySet().stream()
                                .map(language ->
                                        new Example(
                                                TITLES.getOrDefault(language, language),
                                                PATH + "?with=" + language,
                                                language.equals(shown)))
                                .toList(),
                        "example",
                        example(shown, domain.orElse(NO_DOMAIN), user.account().toString()),
                        "hasDomain",
                        domain.isPresent(),
                        "mayMakeTokens",
                        signedIn.person().mayWrite("tokens")));
    }

    private String example(String language, String domain, String login) {
        String text = examples.getOrDefault(language, "");
        if (language.equals(SMTP)) {
            ShownSmtpAddress smtp = addresses.smtp().orElseThrow();
            text =
                    text.replace("{host}", smtp.host())
                            .replace("{port}", String.valueOf(smtp.port()))
                            .replace("{login}", login)
                            .replace(STARTTLS, smtp.tls() ? STARTTLS : "");
        }
        return text.replace("{api}", addresses.api())
                .replace("{from}", "shop@" + domain)
                .replace("{to}", "ann@example.net");
    }

    /** A domain that the account has proved, of which mail may be. */
    private static Optional<String> domain(SignedIn signedIn) {
        if (!signedIn.person().mayRead("domains")) {
            return Optional.empty();
        }
        return signedIn.call("domains/list", "state", "verified", "limit", 1).objects().stream()
                .findFirst()
                .map(domain -> Values.text(domain, "domain"));
    }
}
