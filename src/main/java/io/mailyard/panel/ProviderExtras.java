package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

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
     * What a provider's own page shows beside its form.
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
