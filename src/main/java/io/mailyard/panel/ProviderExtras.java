package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Identity providers: the address to register there, and what they say when they are tried. */
public final class ProviderExtras implements NounExtras {
    private final PageRenderer pages;

    private final String noun;

    /**
     * @param noun of their calls
     */
    ProviderExtras(PageRenderer pages, String noun) {
        this.pages = pages;
        this.noun = noun;
    }

    static Badge state(SignedIn signedIn, Value.Members provider) {
        Translations words = signedIn.words();
        return Values.flag(provider, "active")
                ? Badge.good("circle-check", words.text("provider.on"))
                : Badge.off("circle-off", words.text("provider.off"));
    }

    /** Answers of a provider when it was tried, by what they are about. */
    static Map<String, String> found(Translations words, Value.Members said) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!Values.flag(said, "works")) {
            found.put(
                    words.text("provider.try"),
                    words.text("provider.broken") + ": " + Values.text(said, "reason"));
            return found;
        }
        found.put(words.text("provider.try"), words.text("provider.works"));
        found.put(words.text("provider.found.signin"), Values.text(said, "authorization_endpoint"));
        found.put(words.text("provider.found.token"), Values.text(said, "token_endpoint"));
        found.put(words.text("provider.found.keys"), words.number(Values.number(said, "keys")));
        found.put(
                words.text("provider.found.issuer"),
                words.text("provider.found." + (Values.flag(said, "says_issuer") ? "yes" : "no")));
        return found;
    }

    @Override
    public List<String> sorts() {
        return List.of("id", "-id", "name", "-name");
    }

    @Override
    public String filter() {
        return "active";
    }

    @Override
    public List<String> filterWords() {
        return List.of("true", "false");
    }

    @Override
    public boolean isConfirmed() {
        return true;
    }

    @Override
    public boolean staysWithObject() {
        return true;
    }

    @Override
    public List<Frame.Crumb> crumbs(SignedIn signedIn) {
        return List.of(new Frame.Crumb(signedIn.words().text("menu.access"), AccessTabs.PATH));
    }

    /**
     * Part that a provider's own page shows beside its form.
     *
     * @param noun of its calls
     * @param callback empty: there is none to register
     * @param tried whether it was asked just now
     */
    public record ProviderCard(
            String noun, long id, String callback, boolean tried, Badge badge, String reason) {}

    @Override
    public String beside(SignedIn signedIn, Frame frame, Value.Members object) {
        long id = Values.number(object, "id");
        Value.Members whole = signedIn.calls().call(noun + "/get", "id", id).object();
        boolean tried = !signedIn.visit().param("test").isEmpty();
        Value.Members said =
                tried
                        ? signedIn.calls().call(noun + "/test", "id", id).object()
                        : Value.Members.NONE;
        boolean works = Values.flag(said, "works");
        Translations words = signedIn.words();
        return pages.html(
                "provider",
                frame,
                "provider",
                new ProviderCard(
                        noun,
                        id,
                        Values.text(whole, "callback"),
                        tried,
                        works
                                ? Badge.good("circle-check", words.text("provider.works"))
                                : Badge.bad("circle-off", words.text("provider.broken")),
                        Values.text(said, "reason")),
                "call",
                CallExample.of(noun + "/test", Values.members("id", id)));
    }
}
