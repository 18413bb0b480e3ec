package io.mailyard.api;

import io.mailyard.base.ErrorCode;
import io.mailyard.base.VisibleText;
import io.mailyard.http.Formats;
import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.TransportReply;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is served at an address: calls under {@code /api/}, and pages by their path or
 * its start.
 */
public final class Site implements HttpEndpoint {

    private final Optional<Dispatcher> calls;
    private final Map<String, SitePage> exact = new HashMap<>();
    private final Map<String, SitePage> prefixes = new HashMap<>();
    private final Map<String, SitePage> trees = new HashMap<>();

    public Site(Dispatcher calls) {
        this.calls = Optional.of(calls);
    }

    private Site() {
        this.calls = Optional.empty();
    }

    /** A site without calls: answers 404 for everything but its pages. */
    public static Site ofPages() {
        return new Site();
    }

    private record SitePage(String methods, HttpEndpoint endpoint) {
        boolean answers(String method) {
            return (", " + methods + ",").contains(", " + method + ",");
        }
    }

    /**
     * Adds a page at one path; {@code methods} as in an Allow header, for example {@code GET,
     * HEAD}.
     */
    public Site page(String methods, String path, HttpEndpoint endpoint) {
        exact.put(path, new SitePage(methods, endpoint));
        return this;
    }

    /** Adds a page at every path {@code prefix/REST}, where REST has no slash. */
    public Site pages(String methods, String prefix, HttpEndpoint endpoint) {
        prefixes.put(prefix, new SitePage(methods, endpoint));
        return this;
    }

    /** Adds pages at {@code root} and everywhere below it. */
    public Site tree(String methods, String root, HttpEndpoint endpoint) {
        trees.put(root, new SitePage(methods, endpoint));
        return this;
    }

    @Override
    public int maxBody(HttpRequest head) {
        return calls.map(dispatcher -> dispatcher.maxBody(head)).orElse(0);
    }

    @Override
    public boolean takesStream(HttpRequest head) {
        return calls.map(dispatcher -> dispatcher.takesStream(head)).orElse(false);
    }

    @Override
    public HttpReply answer(HttpRequest head, InputStream body) {
        return calls.orElseThrow().answer(head, body);
    }

    @Override
    public HttpReply answer(HttpRequest request) {
        Optional<SitePage> page = find(request.path());
        if (page.isEmpty()) {
            if (calls.isPresent() && request.path().startsWith("/api/")) {
                return calls.get().answer(request);
            }
            String text = "nothing at " + VisibleText.shortened(request.path());
            return TransportReply.of(request, ErrorCode.NOT_FOUND, text, Map.of());
        }
        if (!page.get().answers(request.method())) {
            String text =
                    "method "
                            + VisibleText.shortened(request.method())
                            + " is not served here: use "
                            + page.get().methods();
            return TransportReply.of(
                    request,
                    ErrorCode.METHOD_NOT_ALLOWED,
                    text,
                    Map.of("Allow", page.get().methods()));
        }
        try {
            return page.get().endpoint().answer(request);
        } catch (RuntimeException broken) {
            return Dispatcher.broken(
                    broken, request, Formats.withoutBody(request), new HashMap<>());
        }
    }

    /** Ignores a slash at the end of a path, as for calls. */
    private Optional<SitePage> find(String asked) {
        String path = Dispatcher.withoutTrailingSlash(asked);
        SitePage page = exact.get(path);
        if (page != null) {
            return Optional.of(page);
        }
        int slash = path.lastIndexOf('/');
        SitePage in = slash < 1 ? null : prefixes.get(path.substring(0, slash));
        return in == null ? tree(path) : Optional.of(in);
    }

    private Optional<SitePage> tree(String path) {
        return trees.entrySet().stream()
                .filter(tree -> path.equals(tree.getKey()) || path.startsWith(tree.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
