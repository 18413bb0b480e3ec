package io.mailyard.portal;

import io.mailyard.api.Call;
import io.mailyard.api.Dispatcher;
import io.mailyard.api.Gate;
import io.mailyard.config.Settings;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Panel;
import io.mailyard.panel.PanelClient;
import io.mailyard.server.AllSettings;
import io.mailyard.templates.Templates;
import io.mailyard.testing.TestServer;
import io.mailyard.users.PortalUsers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every page of the panel and the portal, as their routes have them, each with an address at which
 * it can be opened: what one finds by following links from the first page.
 */
record PageList(List<String> patterns, Map<String, String> addresses) {
    private static final Pattern LINK =
            Pattern.compile("(?:href|hx-get|data-live)=\"(/(?:admin|portal)[^\"#]*)\"");
    private static final int MOST = 2_000;

    private record NoGate() implements Gate {
        @Override
        public void admit(Call call) {
            throw new IllegalStateException("no call is made");
        }

        @Override
        public void reach(Call call) {
            throw new IllegalStateException("no call is made");
        }
    }

    private static Dispatcher noCalls() {
        return new Dispatcher(
                List.of(), Map.of(), new NoGate(), false, (request, path, error, nanos) -> {});
    }

    /** The pages that the panel's routes have. */
    static List<String> ofPanel(TestServer server) {
        try (PortalUsers users = new PortalUsers(server)) {
            return panel(users).pages();
        }
    }

    /** The addresses of the panel that take a form. */
    static List<String> actsOfPanel(TestServer server) {
        try (PortalUsers users = new PortalUsers(server)) {
            return panel(users).acts();
        }
    }

    private static Panel panel(PortalUsers users) {
        return new Panel(
                noCalls(),
                users.administrators().components(),
                new Templates(),
                new Assets(),
                false,
                InstantSource.system());
    }

    /** The pages that the portal's routes have. */
    static List<String> ofPortal(TestServer server) {
        try (PortalUsers users = new PortalUsers(server)) {
            return portal(users).pages();
        }
    }

    /** The addresses of the portal that take a form. */
    static List<String> actsOfPortal(TestServer server) {
        try (PortalUsers users = new PortalUsers(server)) {
            return portal(users).acts();
        }
    }

    private static Portal portal(PortalUsers users) {
        Settings settings = Settings.load(AllSettings.list(), Optional.empty(), List.of());
        return new Portal(
                new Portal.PortalDependencies(
                        noCalls(),
                        users.access(),
                        new Templates(),
                        new Assets(),
                        PortalBrand.from(settings),
                        "Mailyard",
                        account -> 0,
                        new SendingPages.SendingAddresses("", Optional.empty()),
                        "",
                        false,
                        InstantSource.system()));
    }

    /**
     * Follows links.
     *
     * @param patterns of {@link #ofPanel} or {@link #ofPortal}
     * @param more addresses to which no page leads
     */
    static PageList followed(PanelClient client, List<String> patterns, List<String> more) {
        Map<String, String> found = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        Deque<String> left =
                new ArrayDeque<>(List.of(patterns.getFirst().replaceAll("(/[a-z]+).*", "$1")));
        left.addAll(more);
        while (!left.isEmpty() && seen.size() < MOST) {
            String address = left.poll();
            Optional<String> pattern = pattern(patterns, address.replaceFirst("[?].*", ""));
            if (pattern.isEmpty() || found.containsKey(pattern.get()) || !seen.add(address)) {
                continue;
            }
            if (isStream(pattern.get())) {
                found.put(pattern.get(), "");
                continue;
            }
            HttpResponse<String> page = client.get(address);
            String type = page.headers().firstValue("Content-Type").orElse("");
            if (page.statusCode() == 200) {
                boolean whole = page.body().startsWith("<!doctype html>");
                found.put(pattern.get(), whole && type.startsWith("text/html") ? address : "");
                Matcher link = LINK.matcher(page.body());
                while (link.find()) {
                    left.add(link.group(1).replace("&amp;", "&"));
                }
            }
        }
        return new PageList(patterns, found);
    }

    private static boolean isStream(String pattern) {
        return pattern.endsWith("/live") || pattern.contains("/live/");
    }

    /** The route that answers at a path: fixed segments go before those that stand for any. */
    private static Optional<String> pattern(List<String> patterns, String path) {
        return patterns.stream()
                .filter(pattern -> path.matches(pattern.replaceAll("\\{[^}]*}", "[^/]+")))
                .min(
                        Comparator.comparingLong(pattern ->
                                pattern.chars().filter(letter -> letter == '{').count()));
    }

    /** Pages for people, each with its address; not what is streamed or saved as a file. */
    List<String> opened() {
        return addresses.values().stream().filter(address -> !address.isEmpty()).toList();
    }

    /** Those to which nothing leads; parts of a page and files are asked for by the page itself. */
    List<String> unreached() {
        return patterns.stream()
                .distinct()
                .filter(pattern -> !pattern.matches(".*/(preview|export|download|live|live/[^/]*)"))
                .filter(pattern -> !addresses.containsKey(pattern))
                .toList();
    }
}
