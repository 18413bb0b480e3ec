package io.mailyard.panel;

import io.mailyard.base.Version;
import io.mailyard.http.HttpReply;
import io.mailyard.templates.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Writes pages from templates. */
public final class PageRenderer {
    private final Templates templates;
    private final Assets assets;
    private final Surface surface;
    private final StopStrip strip = new StopStrip();
    private final BiFunction<Translations, PanelPerson, List<Frame.MenuItem>> menu;

    PageRenderer(Templates templates, Assets assets) {
        this(
                templates,
                assets,
                Surface.PANEL,
                (words, person) -> Section.menu(words, person, Optional.empty()));
    }

    /**
     * @param menu the sections that a person may see, on a page that is in none of them
     */
    public PageRenderer(
            Templates templates,
            Assets assets,
            Surface surface,
            BiFunction<Translations, PanelPerson, List<Frame.MenuItem>> menu) {
        this.menu = menu;
        this.surface = surface;
        this.templates = templates;
        this.assets = assets;
    }

    /** Whose pages these are. */
    public Surface surface() {
        return surface;
    }

    /** The surroundings of a page that stands alone. */
    public Frame frame(Visit visit) {
        return frame(visit, Optional.empty(), List.of(), Optional.empty());
    }

    /** The surroundings of a page of a section. */
    public Frame frame(SignedIn signedIn, PageSection section) {
        return frame(signedIn, Optional.of(section));
    }

    /** The surroundings of the first page of a person who has just signed in. */
    Frame frame(Visit visit, PanelPerson person) {
        return frame(
                visit, Optional.of(person), menu.apply(visit.words(), person), Optional.empty());
    }

    /** The surroundings of a page that is in no section. */
    public Frame frame(SignedIn signedIn) {
        return frame(signedIn, Optional.empty());
    }

    /** The strip that tells of a stop of the platform. */
    StopStrip strip() {
        return strip;
    }

    /** The menu of the portal, whose pages are found by their address: many are the panel's too. */
    private List<Frame.MenuItem> menuAt(Visit visit, PanelPerson person) {
        String path = visit.request().path();
        return menu.apply(visit.words(), person).stream()
                .map(item -> item.currentAt(path, surface.root()))
                .toList();
    }

    private Frame frame(SignedIn signedIn, Optional<PageSection> section) {
        Visit visit = signedIn.visit();
        return frame(
                visit,
                Optional.of(signedIn.person()),
                surface.isPanel()
                        ? section.map(current -> current.menu(visit.words(), signedIn.person()))
                                .orElseGet(() -> menu.apply(visit.words(), signedIn.person()))
                        : menuAt(visit, signedIn.person()),
                signedIn.person().user().isEmpty() ? strip.of(signedIn) : Optional.empty());
    }

    private Frame frame(
            Visit visit,
            Optional<PanelPerson> person,
            List<Frame.MenuItem> menu,
            Optional<Frame.Strip> strip) {
        return new Frame(
                visit.words(),
                visit.theme(),
                visit.dense(),
                visit.request().method().equals("POST") ? surface.root() : visit.address(),
                visit.zone(),
                Version.text(),
                visit.request().requestId(),
                assets,
                surface,
                person,
                menu,
                strip,
                visit.values());
    }

    /**
     * A template as HTML; its values are named in turn.
     *
     * @param template in the folder {@code panel}, or with its folder
     */
    public String html(String template, Frame frame, Object... namesAndValues) {
        Map<String, Object> values = new HashMap<>();
        values.put("frame", frame);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        String path = template.contains("/") ? template : "panel/" + template;
        return templates.html(path + ".jte", values);
    }

    /** A list on a page of its own, or its rows alone for a page that has it already. */
    public HttpReply.WholeReply list(
            SignedIn signedIn, PageSection section, String title, ListView list) {
        return list(signedIn, section, title, list, "", "", "");
    }

    /**
     * A list with a button to the page that makes a row, and with what has just been done.
     *
     * @param button address of the page that makes a row; empty: there is none
     * @param done what has just been done; empty: nothing
     */
    public HttpReply.WholeReply list(
            SignedIn signedIn,
            PageSection section,
            String title,
            ListView list,
            String button,
            String buttonLabel,
            String done) {
        return rowsOr(
                signedIn,
                section,
                list,
                "listpage",
                "title",
                title,
                "button",
                button,
                "buttonLabel",
                buttonLabel,
                "done",
                done);
    }

    /** The rows of a list, or the whole page that a template makes around it. */
    public HttpReply.WholeReply rowsOr(
            SignedIn signedIn,
            PageSection section,
            ListView list,
            String template,
            Object... namesAndValues) {
        Frame frame = frame(signedIn, section);
        if (signedIn.visit().isPartial()) {
            return Html.page(200, html("rows", frame, "list", list));
        }
        List<Object> values = new ArrayList<>(List.of(namesAndValues));
        values.addAll(List.of("list", list));
        return Html.page(200, html(template, frame, values.toArray()));
    }

    /**
     * A page that says why a call was refused: in the reader's words where there are some, and as
     * the call said it.
     */
    HttpReply.WholeReply refused(Visit visit, int status, String title, String said) {
        Translations words = visit.words();
        String reason = ServerTexts.of(words, said);
        String known = words.or("refused." + status, "");
        boolean foreign = !words.tag().equals("en") && !known.isEmpty();
        boolean english = foreign && reason.equals(said);
        return Html.page(
                status,
                html(
                        "error",
                        frame(visit),
                        "status",
                        status,
                        "title",
                        title,
                        "reason",
                        english ? known : foreign ? known + " " + sentence(reason) : reason,
                        "said",
                        english ? said : ""));
    }

    private static String sentence(String text) {
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first) + ".";
    }

    /** A page that says why there is no other. */
    public HttpReply.WholeReply error(Visit visit, int status, String title, String reason) {
        return Html.page(
                status,
                html("error", frame(visit), "status", status, "title", title, "reason", reason));
    }
}
