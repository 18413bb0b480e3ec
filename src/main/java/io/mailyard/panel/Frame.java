package io.mailyard.panel;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Surroundings of every page.
 *
 * @param theme {@code light}, {@code dark}, or empty: as the browser says
 * @param address of this page, to come back to
 * @param person who is signed in; empty on pages that stand alone
 * @param menu the sections that the person may see
 * @param strip what stands across every page; empty: nothing
 * @param values what reads the page's address
 */
public record Frame(
        Translations words,
        String theme,
        boolean dense,
        String address,
        ZoneId zone,
        String version,
        String requestId,
        Assets assets,
        Surface surface,
        Optional<PanelPerson> person,
        List<MenuItem> menu,
        Optional<Strip> strip,
        AddressReader values) {

    /** Says on every page that all mail is stopped. */
    public record Strip(String since, String reason) {}

    /** A section in the menu. */
    public record MenuItem(String address, String icon, String label, boolean current) {
        /** The current one where a page's path is at its address or, except for the root, below. */
        MenuItem currentAt(String path, String root) {
            boolean at = path.equals(address);
            boolean below = !address.equals(root) && path.startsWith(address + "/");
            return new MenuItem(address, icon, label, at || below);
        }
    }

    /** A page above this one; the last has no address. */
    public record Crumb(String label, String address) {}

    /**
     * Returns a sentence about the values in the page's address that were not understood; empty:
     * none.
     */
    public String misread() {
        List<AddressReader.MisreadValue> misread = values.misread();
        return misread.isEmpty()
                ? ""
                : words.text(
                        misread.size() == 1 ? "list.misread" : "list.misread.many",
                        joined(misread));
    }

    /** The order that the page's address asks for; empty: the usual one, or the page has none. */
    public String sort() {
        return values.understood("sort");
    }

    /** The address of the receipt of what has just been done; empty: there is none. */
    public String receipt() {
        String id = values.id("receipt");
        return id.isEmpty() || !surface.isPanel() ? "" : ReceiptPages.PATH + "/" + id;
    }

    static String joined(List<AddressReader.MisreadValue> misread) {
        return misread.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** The address below which the pages are. */
    public String root() {
        return surface.root();
    }

    /** Returns the brand that the head of the page shows. */
    public Surface.Brand brand() {
        return surface.brand();
    }

    /** The address of an asset. */
    public String asset(String name) {
        return assets.address(name);
    }

    /** The address of an icon in the sprite. */
    public String icon(String name) {
        return assets.address("icons.svg") + "#" + name;
    }

    /** The word that forms send back; empty where nobody is signed in. */
    public String csrf() {
        return person.map(PanelPerson::csrf).orElse("");
    }

    /** The headers that htmx sends, as JSON. */
    public String headers() {
        return "{\"X-Csrf\":\"" + csrf() + "\"}";
    }

    /** Name of the person who is signed in; empty where nobody is. */
    public String name() {
        return person.map(PanelPerson::name).orElse("");
    }

    /** The user of an account who is signed in; empty: nobody, or an administrator. */
    public Optional<PanelPerson.AccountUser> user() {
        return person.flatMap(PanelPerson::user);
    }

    /** Returns the person who has entered as the user; empty: nobody. */
    public Optional<PanelPerson.Entered> entered() {
        return user().flatMap(PanelPerson.AccountUser::entered);
    }

    /** Whether the person signs in again where others give their password. */
    public boolean signsInAgain() {
        return person.filter(of -> !of.again().isEmpty()).isPresent();
    }

    /** Where the person signs in again, and from there goes back. */
    public String again(String back) {
        return person.map(PanelPerson::again).orElse("") + "&to=" + Panel.encoded(back);
    }

    /** The theme that the switch offers. */
    public String otherTheme() {
        return theme.equals("dark") ? "light" : "dark";
    }

    /** The language that the switch offers, as its cookie has it. */
    public String otherLanguage() {
        return words.tag().equals("ru") ? "en" : "ru";
    }

    /** A moment in the reader's zone. */
    public String time(Instant time) {
        return words.time(time, zone);
    }

    /** Whether the search from anywhere is offered: to administrators. */
    public boolean offersFind() {
        return person.filter(of -> of.user().isEmpty()).isPresent();
    }

    /** Whether this person may stop all mail, which goes on now. */
    public boolean offersStop() {
        return strip.isEmpty()
                && person.filter(of -> of.user().isEmpty() && of.mayWrite("platform")).isPresent();
    }
}
