package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which page is at which address. */
public final class PanelRoutes {
    /** Answers a request of a person who is signed in. */
    @FunctionalInterface
    public interface PageHandler {
        /**
         * Answers the request; the person's session is valid, what the person may see is not
         * checked yet.
         */
        HttpReply handle(SignedIn signedIn);
    }

    /** A page for those who may change such objects; others get 403. */
    static PageHandler writing(String noun, PageHandler page) {
        return signedIn -> {
            signedIn.mustWrite(noun);
            return page.handle(signedIn);
        };
    }

    /** A page for those who may see such objects, which makes no call that would refuse others. */
    static PageHandler reading(String noun, PageHandler page) {
        return signedIn -> {
            signedIn.mustRead(noun);
            return page.handle(signedIn);
        };
    }

    private record PanelRoute(String method, List<String> segments, PageHandler handler) {
        boolean isAt(List<String> path) {
            if (path.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!isName(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Number of its segments that stand for any. */
        long names() {
            return segments.stream().filter(PanelRoute::isName).count();
        }

        void fill(Visit visit, List<String> path) {
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (isName(segment)) {
                    visit.part(segment.substring(1, segment.length() - 1), path.get(i));
                }
            }
        }

        private static boolean isName(String segment) {
            return segment.startsWith("{");
        }
    }

    private final List<PanelRoute> routes = new ArrayList<>();

    /** A page that is read; a segment such as {@code {id}} stands for any. */
    public PanelRoutes get(String path, PageHandler handler) {
        routes.add(new PanelRoute("GET", segments(path), handler));
        return this;
    }

    /** Takes a form. */
    public PanelRoutes post(String path, PageHandler handler) {
        routes.add(new PanelRoute("POST", segments(path), handler));
        return this;
    }

    /** Addresses of the pages that are read, such as {@code /admin/accounts/{id}}. */
    public List<String> pages() {
        return addresses("GET");
    }

    /** Addresses that take a form. */
    public List<String> acts() {
        return addresses("POST");
    }

    private List<String> addresses(String method) {
        return routes.stream()
                .filter(route -> route.method().equals(method))
                .map(route -> "/" + String.join("/", route.segments()))
                .toList();
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /** The page of a request, its parts filled in; fixed segments stand before names. */
    Optional<PageHandler> find(Visit visit) {
        String method = visit.request().method().equals("POST") ? "POST" : "GET";
        List<String> path = segments(path(visit));
        Optional<PanelRoute> found =
                routes.stream()
                        .filter(route -> route.method().equals(method) && route.isAt(path))
                        .min(Comparator.comparingLong(PanelRoute::names));
        found.ifPresent(route -> route.fill(visit, path));
        return found.map(PanelRoute::handler);
    }

    /** The methods that are served at a request's path. */
    Set<String> methods(Visit visit) {
        List<String> path = segments(path(visit));
        Set<String> methods = new TreeSet<>();
        routes.stream()
                .filter(route -> route.isAt(path))
                .forEach(route -> methods.add(route.method()));
        return methods;
    }

    private static String path(Visit visit) {
        String path = visit.request().path();
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }
}
